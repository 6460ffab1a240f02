import type { ClientName } from '../bind-template.ts';

/** Names that have a value wherever one client is meant. */
export const PER_CLIENT: readonly ClientName[] = ['index', 'client', 'group', 'run', 'row'];
