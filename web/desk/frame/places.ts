/** The pages of the desk, who may open them, and what they are called. */
import type { Role } from '../wire';

export interface Place {
  readonly path: string;
  readonly label: string;
  readonly roles: readonly Role[];
}

const SERVING: readonly Role[] = ['agent', 'supervisor', 'administrator'];

export const PLACES: readonly Place[] = [
  { path: '/', label: '応対', roles: SERVING },
  { path: '/supervisor', label: 'スーパーバイザー', roles: ['supervisor', 'administrator'] },
  { path: '/contacts', label: 'コンタクト履歴', roles: [...SERVING, 'auditor'] },
  { path: '/cases', label: '案件', roles: [...SERVING, 'auditor'] },
  { path: '/customers', label: 'お客さま', roles: SERVING },
  { path: '/questions', label: '回答の改善', roles: ['supervisor', 'administrator'] },
  { path: '/access-log', label: '閲覧記録', roles: ['administrator', 'auditor'] },
];

export const placesFor = (role: Role): readonly Place[] => PLACES.filter((place) => place.roles.includes(role));

/** Where somebody starts: an auditor has no desk. */
export const homeOf = (role: Role): string => placesFor(role)[0]?.path ?? '/contacts';

/** The place a path belongs to, so that a page below it is marked in the navigation too. */
export function placeOf(path: string): Place | undefined {
  return PLACES.find((place) => (place.path === '/' ? path === '/' : path === place.path || path.startsWith(`${place.path}/`)));
}
