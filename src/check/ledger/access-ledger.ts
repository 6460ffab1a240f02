/** Attempts to do what the policy allows or denies: counted by what they were and what came of them, one example each. */
import type { AccessProbed } from '../../history/observer.ts';

/** Attempts that are alike in everything that a verdict rests on. */
export interface AccessOutcome {
  /** The first of them. */
  readonly sample: AccessProbed;
  count: number;
}

export interface AccessLedgerState {
  readonly outcomes: readonly AccessOutcome[];
  readonly omitted: number;
}

const OUTCOMES_MAX = 50_000;

export class AccessLedger {
  readonly #outcomes = new Map<string, AccessOutcome>();
  #omitted = 0;

  add(event: AccessProbed): void {
    const key = keyOf(event);
    const known = this.#outcomes.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#outcomes.size >= OUTCOMES_MAX) this.#omitted += 1;
    else this.#outcomes.set(key, { sample: event, count: 1 });
  }

  toState(): AccessLedgerState {
    const outcomes = [...this.#outcomes.values()].map((outcome) => ({ ...outcome }));
    return { outcomes, omitted: this.#omitted };
  }
}

function keyOf(event: AccessProbed): string {
  const { version, qos, answer, control, effects, reasonCode = 0 } = event;
  const outcome = [version, qos > 0, answer, control, effects.length > 0, reasonCode];
  return JSON.stringify([accessRowKey(event), ...outcome]);
}

/** What a line of the matrix is about. */
export function accessRowKey(event: AccessProbed): string {
  const { principal, action, path, topicClass, relation, policy } = event;
  return JSON.stringify([principal, action, path, topicClass, relation, policy]);
}
