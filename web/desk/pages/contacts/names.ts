/** Names for codes and for agents. A name that cannot be read is no reason to show nothing: the code stands in. */
import { useQuery } from '@tanstack/react-query';
import { get } from '../../api';
import { keys, useCodes as useReadCodes } from '../../live/queries';
import type { Agent, Code, Codes, Items } from '../../wire';

const NO_CODES: Codes = { contact_reasons: [], dispositions: [] };
const NOBODY: readonly Agent[] = [];
const SELDOM_MS = 300_000;

export const useCodes = (): Codes => useReadCodes().data ?? NO_CODES;

/** Names hardly change: unlike on the supervisor's page, what was read once will do. */
export function useAgents(): readonly Agent[] {
  const { data } = useQuery({
    queryKey: keys.agents,
    queryFn: ({ signal }) => get<Items<Agent>>('/agents', {}, signal),
    staleTime: SELDOM_MS,
  });
  return data?.items ?? NOBODY;
}

export function codeLabel(codes: readonly Code[], code: string | null | undefined): string {
  return code ? (codes.find((known) => known.code === code)?.label ?? code) : '－';
}

/** Ids are long; of an agent who is not known any more the beginning is enough to tell two apart. */
export function agentName(agents: readonly Agent[], agentId: string): string {
  return agents.find((agent) => agent.agent_id === agentId)?.name ?? `担当者 ${agentId.slice(0, 8)}`;
}
