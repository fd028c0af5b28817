/** Which role is shown what. The server decides; this only keeps buttons away that it would refuse. */
import type { Role } from '../../wire';

export const mayReveal = (role: Role): boolean => role !== 'agent';
export const mayExport = (role: Role): boolean => role !== 'agent';
export const mayReadCustomers = (role: Role): boolean => role !== 'auditor';
export const maySupervise = (role: Role): boolean => role === 'supervisor' || role === 'administrator';

const ROLES: Record<Role, string> = {
  agent: 'オペレーター',
  supervisor: 'スーパーバイザー',
  administrator: '管理者',
  auditor: '監査',
};

export const roleLabel = (role: string): string => ROLES[role as Role] ?? role;
