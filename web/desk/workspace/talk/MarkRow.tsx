import { isAlarming, markText } from '../../ui/marks';
import { timeOf } from '../../ui/moments';
import type { Mark } from '../../wire';
import styles from './talk.module.css';

/** What happened between two messages: one small line. */
export function MarkRow({ mark }: { readonly mark: Mark }) {
  return (
    <div className={styles.mark} data-alarming={isAlarming(mark) || undefined} data-kind={mark.kind} data-testid="mark">
      {markText(mark)}　<time dateTime={mark.at}>{timeOf(mark.at)}</time>
    </div>
  );
}
