/** The sign-in form. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused, signIn } from '../api';
import type { SignedIn } from '../wire';

interface SignInProps {
  readonly note: string | null;
  readonly onSignedIn: (signedIn: SignedIn) => void;
}

export function SignIn({ note, onSignedIn }: SignInProps) {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<string | null>(note);
  const [busy, setBusy] = useState(false);
  const [asksTotp, setAsksTotp] = useState(false);
  useEffect(() => {
    document.title = 'サインイン - Toritsugi';
    form.current?.querySelector('input')?.focus();
  }, []);

  const submit = async (): Promise<void> => {
    if (!form.current || busy) return;
    const given = new FormData(form.current);
    setBusy(true);
    setProblem(null);
    try {
      onSignedIn(await signIn(text(given, 'email'), text(given, 'password'), text(given, 'totp')));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.code.includes('totp')) setAsksTotp(true);
      setProblem(error.message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <main class="sign-in">
      <form
        ref={form}
        aria-labelledby="sign-in-title"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h1 id="sign-in-title">社員用サインイン</h1>
        <p class="faint">みなと海上火災保険（デモ）コンタクト履歴</p>
        <div role="alert">
          {problem && (
            <p class="problem" data-testid="sign-in-problem">
              {problem}
            </p>
          )}
        </div>
        <label>
          メールアドレス
          <input name="email" type="email" autocomplete="username" required data-testid="sign-in-email" />
        </label>
        <label>
          パスワード
          <input name="password" type="password" autocomplete="current-password" required data-testid="sign-in-password" />
        </label>
        {asksTotp && (
          <label>
            確認コード（6桁）
            <input name="totp" inputMode="numeric" autocomplete="one-time-code" data-testid="sign-in-totp" />
          </label>
        )}
        <button type="submit" class="primary" aria-disabled={busy} data-testid="sign-in-submit">
          {busy ? 'サインインしています…' : 'サインイン'}
        </button>
        <p class="faint">
          <a href="/">お客さま用ページへ</a>
        </p>
      </form>
    </main>
  );
}

function text(given: FormData, name: string): string {
  const value = given.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
