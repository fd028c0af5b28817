import { Alert, Anchor, Box, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { isCode, messageOf, post } from '../api';
import type { SignedIn } from '../wire';
import { useSession } from './SessionProvider';

export function SignInPage({ note }: { readonly note: string | null }) {
  const { signedIn } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [asksTotp, setAsksTotp] = useState(false);
  useEffect(() => {
    document.title = 'ログイン - Toritsugi';
  }, []);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const given = new FormData(event.currentTarget);
    const text = (name: string): string => String(given.get(name) ?? '').trim();
    const totp = text('totp');
    setIsBusy(true);
    setProblem(null);
    try {
      signedIn(
        await post<SignedIn>('/session', { email: text('email'), password: text('password'), ...(totp ? { totp } : {}) }),
      );
    } catch (error) {
      if (isCode(error, 'totp_required', 'totp_needed')) setAsksTotp(true);
      setProblem(messageOf(error));
      setIsBusy(false);
    }
  };

  return (
    <Box component="main" className="sign-in">
      <Paper withBorder shadow="sm" p="xl" w="100%" maw={400}>
        <form onSubmit={(event) => void submit(event)} aria-labelledby="sign-in-title">
          <Stack>
            <div>
              <Title order={1} size="h3" id="sign-in-title">
                オペレーター席
              </Title>
              <Text size="sm" c="dimmed">
                Toritsugi コンタクトセンター
              </Text>
            </div>
            <div role="alert">
              {(problem ?? note) && (
                <Alert color={problem ? 'red' : 'yellow'} data-testid="sign-in-problem">
                  {problem ?? note}
                </Alert>
              )}
            </div>
            <TextInput name="email" type="email" label="メールアドレス" autoComplete="username" required withAsterisk={false} autoFocus data-testid="sign-in-email" />
            <PasswordInput name="password" label="パスワード" autoComplete="current-password" required withAsterisk={false} data-testid="sign-in-password" visibilityToggleButtonProps={{ 'aria-label': 'パスワードの表示を切り替える' }} />
            {asksTotp ? (
              <TextInput name="totp" label="確認コード（6桁）" inputMode="numeric" autoComplete="one-time-code" data-testid="sign-in-totp" />
            ) : (
              <Anchor component="button" type="button" size="sm" onClick={() => setAsksTotp(true)}>
                確認コードを使っている方
              </Anchor>
            )}
            <Button type="submit" loading={isBusy} data-testid="sign-in-submit">
              ログイン
            </Button>
          </Stack>
        </form>
      </Paper>
    </Box>
  );
}
