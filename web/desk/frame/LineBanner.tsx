/** Says when the desk is cut off from the server. Nothing is shown while all is well. */
import { Badge } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useConnection } from '../socket';

export function LineBanner() {
  const connection = useConnection();
  const { online } = useNetwork();
  const isCut = !online || connection === 'lost';
  return (
    <div role="status" data-testid="line">
      {isCut && (
        <Badge color="red" variant="filled" size="lg" radius="sm" tt="none">
          {online ? '接続が切れています。つなぎ直しています…' : 'オフラインです。入力した文章は残ります'}
        </Badge>
      )}
    </div>
  );
}
