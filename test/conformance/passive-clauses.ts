import { PASSIVE_RULES } from '../../src/conformance/passive/index.ts';

/** Statements that are judged on every packet. */
export const PASSIVE_CLAUSES: ReadonlySet<string> = new Set(
  PASSIVE_RULES.flatMap(({ ids }) => [...(ids[4] ?? []), ...(ids[5] ?? [])]),
);
