/** Whether the call is being recorded: always to be seen, and to be stopped for what must not be recorded. */
import { Button } from '@mantine/core';
import type { Recording as Standing } from './callWords';
import styles from './call.module.css';

interface Props {
  readonly recording: Standing;
  readonly isBusy: boolean;
  readonly onPause: (paused: boolean) => void;
}

export function Recording({ recording, isBusy, onPause }: Props) {
  const isPaused = recording === 'paused';
  return (
    <>
      <span className={styles.recording} data-recording={recording} role="status" data-testid="call-recording-state">
        {recording !== 'none' && <i aria-hidden="true" />}
        {recording === 'running' && '録音中'}
        {isPaused && '録音を止めています'}
      </span>
      {recording !== 'none' && (
        <Button id="call-recording" size="compact-sm" variant="default" loading={isBusy} onClick={() => onPause(!isPaused)} data-testid="call-recording">
          {isPaused ? '録音を再開' : '録音を一時停止'}
        </Button>
      )}
    </>
  );
}
