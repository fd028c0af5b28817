import { Button, Table, Text } from '@mantine/core';
import type { Agent } from '../../wire';
import { Tag } from '../contacts/Tag';
import { momentText } from '../contacts/times';
import type { EditorsQuestion } from './wire';
import { articleText, byText, channelsText, kindLabel } from './wording';

interface Props {
  readonly question: EditorsQuestion;
  readonly agents: readonly Agent[];
  readonly isBusy: boolean;
  readonly onDone: () => void;
}

export function QuestionRow({ question, agents, isBusy, onDone }: Props) {
  return (
    <Table.Tr data-testid="question-row">
      <Table.Th scope="row" fw={400} miw={240} style={{ overflowWrap: 'anywhere' }}>
        {question.text}
      </Table.Th>
      <Table.Td>
        <Tag tone={question.kind === 'down_voted' ? 'warn' : 'neutral'}>{kindLabel(question.kind)}</Tag>
      </Table.Td>
      <Table.Td ta="right">{question.count}</Table.Td>
      <Table.Td miw={180}>
        {articleText(question)}
        {question.article_title && question.article_id && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {question.article_id}
          </Text>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {momentText(question.last_asked_at)}
        {question.count > 1 && (
          <Text size="xs" c="dimmed">
            最初 {momentText(question.first_asked_at)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{channelsText(question.channels)}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {question.dealt_with_at ? (
          <>
            {momentText(question.dealt_with_at)}
            <Text size="xs" c="dimmed">
              {byText(agents, question.dealt_with_by)}
            </Text>
          </>
        ) : (
          // Not disabled while another is stored: the focus stays.
          <Button size="compact-sm" variant="default" aria-disabled={isBusy} onClick={onDone} aria-label={`「${question.text}」を済みにする`} data-testid="question-done">
            済みにする
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
