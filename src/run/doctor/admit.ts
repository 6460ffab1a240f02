import { BenchError } from '../../base/errors.ts';
import type { RunListener } from '../types.ts';
import { diagnose, type DoctorItem } from './diagnose.ts';
import type { MachineFacts } from './facts.ts';
import type { PlanNeeds } from './needs.ts';

/**
 * Holds a plan against this machine before it runs: warns of what may go wrong, and throws a BenchError of kind
 * `environment` for what cannot work. Says nothing when all is well.
 */
export function admit(needs: PlanNeeds, facts: MachineFacts, listener: RunListener): void {
  const items = diagnose(needs, facts);
  for (const item of items.filter(({ status }) => status === 'warning'))
    listener({ kind: 'warning', message: sentence(item) });
  const impossible = items.find(({ status }) => status === 'impossible');
  if (impossible === undefined) return;
  throw new BenchError(
    'environment',
    'machine-too-small',
    `this machine cannot run the scenario: ${impossible.name}: ${impossible.text}`,
    { hint: `${impossible.remedy ?? 'use a larger machine'}; mqtt-bench doctor shows all limits` },
  );
}

function sentence({ name, text, remedy }: DoctorItem): string {
  return `${name}: ${text}${remedy === undefined ? '' : ` (${remedy})`}`;
}
