import type { AccessControl } from '../access.ts';
import type { Defect, DefectFacts } from './defect.ts';

/** A defect of access control; without rules there is nothing to break. */
export function accessDefect(facts: DefectFacts, spoil: (access: AccessControl) => AccessControl): Defect {
  return {
    ...facts,
    apply: (options) =>
      options.access === undefined ? options : { ...options, access: spoil(options.access) },
  };
}
