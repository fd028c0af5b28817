/** One contact: what it was about, who had it when, and every word that was said. */
import { useEffect } from 'preact/hooks';
import * as api from '../api';
import { authorLabel, channelLabel, directionLabel, lengthOf, levelLabel, momentOf, secondOf, segmentLabel } from '../labels';
import { useReading } from '../loading';
import { caseHref } from '../route';
import type { Codes, Contact, Segment, TranscriptMessage } from '../wire';
import { codeLabel } from './ContactList';
import { Facts } from './Facts';
import { State } from './State';

interface ContactPageProps {
  readonly contactId: string;
  readonly codes: Codes;
  readonly onExpired: () => void;
}

export function ContactPage({ contactId, codes, onExpired }: ContactPageProps) {
  const { loaded, again } = useReading(() => api.contact(contactId), contactId, onExpired);
  useEffect(() => {
    document.title = 'コンタクト - Toritsugi';
  }, []);
  return (
    <>
      <p>
        <a href="#/contacts">← コンタクト履歴</a>
      </p>
      <h1>コンタクト</h1>
      <State loaded={loaded} onAgain={again} />
      {loaded.kind === 'ready' && <Details contact={loaded.value} codes={codes} />}
    </>
  );
}

function Details({ contact, codes }: { readonly contact: Contact; readonly codes: Codes }) {
  const caseNos = contact.case_nos ?? [];
  return (
    <div class="columns" data-testid="contact">
      <div>
        <section aria-labelledby="facts">
          <h2 id="facts">概要</h2>
          <Facts
            facts={[
              ['チャネル', `${channelLabel(contact.channel)}（${directionLabel(contact.direction)}）`],
              ['開始', momentOf(contact.started_at)],
              ['終了', contact.ended_at ? momentOf(contact.ended_at) : '継続中'],
              ['コールリーズン', codeLabel(codes.contact_reasons, contact.contact_reason)],
              ['対応結果', codeLabel(codes.dispositions, contact.disposition)],
              ['本人確認', levelLabel(contact.verification_level)],
              ['顧客', contact.customer_id ?? '－'],
              ['オペレーター', contact.agent_ids?.length ? contact.agent_ids.join('、') : '－'],
              [
                '案件',
                caseNos.length
                  ? caseNos.map((caseNo) => (
                      <a key={caseNo} class="each" href={caseHref(caseNo)}>
                        {caseNo}
                      </a>
                    ))
                  : '－',
              ],
              ['コンタクトID', contact.contact_id],
            ]}
          />
        </section>
        <Segments segments={contact.segments ?? []} />
      </div>
      <Transcript messages={contact.transcript ?? []} />
    </div>
  );
}

function Segments({ segments }: { readonly segments: readonly Segment[] }) {
  return (
    <section aria-labelledby="segments">
      <h2 id="segments">区間</h2>
      {segments.length === 0 ? (
        <p class="faint">区間の記録はありません。</p>
      ) : (
        <ol class="segments" data-testid="segments">
          {segments.map((segment) => (
            <li key={`${segment.kind} ${segment.started_at}`} data-kind={segment.kind}>
              <b>{segmentLabel(segment.kind)}</b>
              <span>
                {secondOf(segment.started_at)}～{segment.ended_at ? secondOf(segment.ended_at) : ''}
              </span>
              <span>{lengthOf(segment.started_at, segment.ended_at)}</span>
              {segment.agent_id && <span>{segment.agent_id}</span>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Transcript({ messages }: { readonly messages: readonly TranscriptMessage[] }) {
  return (
    <section aria-labelledby="transcript">
      <h2 id="transcript">応対の内容</h2>
      {messages.length === 0 ? (
        <p class="faint">やり取りの記録はありません。</p>
      ) : (
        <ol class="transcript" data-testid="transcript">
          {messages.map((message) => (
            <li key={message.seq} class={message.author_kind} data-testid="transcript-message">
              <p class="by">
                <b>{message.author_name || authorLabel(message.author_kind)}</b>
                <time dateTime={message.sent_at}>{secondOf(message.sent_at)}</time>
              </p>
              <p class="text">{message.text}</p>
              {message.choices?.length ? (
                <p class="aside">選択肢：{message.choices.map((choice) => choice.label).join(' ／ ')}</p>
              ) : null}
              {message.attachments?.length ? (
                <p class="aside">
                  添付：{message.attachments.map((file) => file.file_name ?? file.attachment_id).join('、')}
                </p>
              ) : null}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
