/** Everything that was said in the call, the newest in sight. */
import { useRef } from 'preact/hooks';
import type { Line } from '../callState';
import { useNewest } from './useNewest';

const SPEAKERS: Readonly<Record<Line['who'], string>> = { service: '窓口', me: 'お客さま', agent: '担当者', note: '' };

export function CallLog({ lines }: { readonly lines: readonly Line[] }) {
  const list = useRef<HTMLDivElement>(null);
  useNewest(list, lines.length);
  return (
    <div ref={list} class="log" role="log" aria-label="通話の内容" tabIndex={0} data-testid="call-log">
      <ol>
        {lines.map((line, index) => (
          <li key={index} class={line.who} data-testid="call-line" data-who={line.who}>
            {SPEAKERS[line.who] && <small>{line.name ? `${SPEAKERS[line.who]} ${line.name}` : SPEAKERS[line.who]}</small>}
            <p>{line.text}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}
