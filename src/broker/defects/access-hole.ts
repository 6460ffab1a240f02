import type { AccessQuestion } from '../intercept.ts';
import { defect, type Defect, type DefectFacts } from './defect.ts';

/** A defect that lets through, on some way, what the access rules deny; on all others they hold. */
export function accessHole(facts: DefectFacts, make: () => (question: AccessQuestion) => boolean): Defect {
  return defect(facts, () => ({ overrides: make() }), 1);
}
