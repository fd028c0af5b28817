/** What a view shows instead of data: loading, failed, nothing there. */
import type { Loaded } from '../loading';

interface StateProps {
  readonly loaded: Loaded<unknown>;
  readonly onAgain: () => void;
}

export function State({ loaded, onAgain }: StateProps) {
  if (loaded.kind === 'loading') {
    return (
      <p class="state" role="status" data-testid="loading">
        読み込んでいます…
      </p>
    );
  }
  if (loaded.kind === 'failed') {
    return (
      <div class="state" role="alert" data-testid="failed">
        <p class="problem">{loaded.message}</p>
        <button type="button" onClick={onAgain}>
          もう一度読み込む
        </button>
      </div>
    );
  }
  return null;
}

export function More({ more, failed }: { readonly more: (() => void) | null; readonly failed: string | null }) {
  return (
    <div class="more">
      {failed && (
        <p class="problem" role="alert">
          {failed}
        </p>
      )}
      {more && (
        <button type="button" data-testid="more" onClick={more}>
          もっと見る
        </button>
      )}
    </div>
  );
}
