/** What the articles did not answer, and the answers that did not help (ナレッジの改善): the editors' list. */
import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { get, messageOf, post } from '../../api';
import { useAct } from '../../live/useAct';
import { ErrorNote } from '../../ui/State';
import type { Items } from '../../wire';
import { PageFrame } from '../contacts/PageFrame';
import { PagedTable } from '../contacts/PagedTable';
import { readFilters, writeFilters } from '../contacts/filters';
import { useAgents } from '../contacts/names';
import type { PagedList } from '../contacts/usePages';
import { QuestionFilterForm } from './QuestionFilterForm';
import { QuestionRow } from './QuestionRow';
import { NO_QUESTION_FILTERS, known, queryOf } from './filters';
import type { QuestionFilters } from './filters';
import type { EditorsQuestion } from './wire';
import { emptyText } from './wording';

const KEY = ['questions'];
const MOST = 200;

export function QuestionsPage() {
  const [search, setSearch] = useSearchParams();
  const filters = known(readFilters(NO_QUESTION_FILTERS, search));
  const list = useQuestions(filters);
  const agents = useAgents();
  const { isBusy, problem, done, dealWith, clear, place } = useDealing();
  const isDone = filters.dealt_with === 'true';
  return (
    <PageFrame
      title="回答の改善"
      aside={
        <Button variant="default" onClick={list.again} data-testid="reload">
          更新
        </Button>
      }
    >
      <Text size="sm">個人情報は伏せ字にしてあります。記事を直したら「済みにする」を押してください。同じご質問がまた届くと、もう一度ここに出ます。</Text>
      <QuestionFilterForm filters={filters} onFilters={(next) => setSearch(writeFilters(next))} />
      {problem && <ErrorNote message={problem} onClose={clear} />}
      <Text ref={place} size="sm" fw={700} role="status" tabIndex={-1} data-testid="question-notice">
        {done}
      </Text>
      <PagedTable
        list={list}
        caption={`お答えできなかったご質問（${isDone ? '済み' : '未対応'}、回数の多い順）`}
        columns={['ご質問', '種類', '回数', '近い記事', '最後の日時', 'チャネル', isDone ? '済みにした日時' : '操作']}
        empty={emptyText(isDone, filters.kind)}
        testId="questions"
        row={(question) => <QuestionRow key={question.question_id} question={question} agents={agents} isBusy={isBusy} onDone={() => void dealWith(question)} />}
      />
      {list.items?.length === MOST && <Text size="sm">回数の多いものから{MOST}件を表示しています。</Text>}
    </PageFrame>
  );
}

/** The server gives the most asked ones at once and no further page. */
function useQuestions(filters: QuestionFilters): PagedList<EditorsQuestion> {
  const query = useQuery({
    queryKey: [...KEY, filters],
    queryFn: ({ signal }) => get<Items<EditorsQuestion>>('/knowledge/questions', queryOf(filters, MOST), signal),
  });
  return {
    items: query.data?.items ?? null,
    problem: query.error && !query.data ? messageOf(query.error) : null,
    moreProblem: query.error && query.data ? messageOf(query.error) : null,
    hasMore: false,
    isReadingMore: false,
    readMore: () => undefined,
    again: () => void query.refetch(),
  };
}

/** The button goes with its row: then the focus goes to what was said about it. */
function useDealing() {
  const queries = useQueryClient();
  const { isBusy, problem, clear, run } = useAct();
  const [done, setDone] = useState('');
  const place = useRef<HTMLParagraphElement>(null);
  const dealWith = async (question: EditorsQuestion): Promise<void> => {
    setDone('');
    const isStored = await run(async () => {
      const { marked } = await post<{ marked: number }>(`/knowledge/questions/${encodeURIComponent(question.question_id)}/dealt-with`);
      await queries.invalidateQueries({ queryKey: KEY });
      setDone(marked > 0 ? `「${question.text}」を済みにしました（${marked}回分）。` : `「${question.text}」は、すでに済みになっています。`);
    });
    if (isStored) place.current?.focus();
  };
  return { isBusy, problem, clear, done, dealWith, place };
}
