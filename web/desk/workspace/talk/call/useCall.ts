/** The call of a conversation. The socket says when to look again; while it is open the desk also asks by itself. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, isCode, post } from '../../../api';
import { keys, readAgain } from '../../../live/queries';
import { useAct } from '../../../live/useAct';
import type { Call } from '../../../wire';
import { isOpenCall } from './callWords';

const WHILE_OPEN_MS = 5_000;
const path = (id: string): string => `/conversations/${encodeURIComponent(id)}/call`;

/** `null`: there is no call. */
async function readCall(id: string, signal: AbortSignal): Promise<Call | null> {
  try {
    return await get<Call>(path(id), {}, signal);
  } catch (error) {
    if (isCode(error, 'no_call')) return null;
    throw error;
  }
}

export const useCall = (id: string, isWanted: boolean) =>
  useQuery({
    queryKey: keys.call(id),
    queryFn: ({ signal }) => readCall(id, signal),
    enabled: isWanted,
    refetchInterval: ({ state }) => (isOpenCall(state.data) ? WHILE_OPEN_MS : false),
  });

/** What is done with it. Its answer is shown at once; what follows from it is read again. */
export function useCallActs(id: string) {
  const client = useQueryClient();
  const act = useAct();
  const send = (to: string, body: object = {}): Promise<boolean> =>
    act.run(async () => {
      try {
        client.setQueryData(keys.call(id), await post<Call>(`${path(id)}/${to}`, body));
      } finally {
        void client.invalidateQueries({ queryKey: keys.call(id) });
        void client.invalidateQueries({ queryKey: keys.marks(id) });
        void readAgain(client, id);
      }
    });
  return { ...act, pause: (paused: boolean) => send('recording', { paused }), hangUp: () => send('hang-up') };
}
