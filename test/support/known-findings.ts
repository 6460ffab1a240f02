/** Real violations of real brokers, each checked against the specification and the broker's own source before it stands here. */
import type { ExecutionContext } from 'ava';
import type { RunOutcome } from '../../src/run/types.ts';
import { summary } from './run-scenario.ts';
import type { ShippedScenario } from './shipped.ts';

export interface KnownFinding {
  readonly broker: 'Mosquitto 2.0.11' | 'aedes 2';
  readonly scenario: string;
  /** Invariants that fail, all of them. */
  readonly fails: readonly string[];
  readonly reason: string;
}

export const KNOWN_FINDINGS: readonly KnownFinding[] = [
  {
    broker: 'Mosquitto 2.0.11',
    scenario: 'flow-control',
    fails: ['F1'],
    reason:
      'db__message_delete_outgoing counts only the messages in flight in front of the acknowledged one, and then sends as many ' +
      'queued ones as fit the Receive Maximum; later versions ask db__ready_for_flight instead (5:3.3.4-9)',
  },
  {
    broker: 'aedes 2',
    scenario: 'flow-control',
    fails: ['F1'],
    reason:
      'its connect handler says that Receive Maximum and Maximum Packet Size of the client are stored and not enforced on the ' +
      'delivery path (5:3.3.4-9, 5:3.1.2-24)',
  },
];

/** The run passed, or failed in just the way that is known of the broker. */
export function judgeInterop(
  t: ExecutionContext,
  outcome: RunOutcome,
  broker: string,
  { name, deliveriesMin }: ShippedScenario,
): void {
  const known = KNOWN_FINDINGS.find((each) => each.broker === broker && each.scenario === name);
  const failed = outcome.check.invariants.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  if (known !== undefined) {
    t.deepEqual(failed, known.fails, summary(outcome));
    return;
  }
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  const delivered = outcome.check.semantics.reduce((sum, row) => sum + row.delivered, 0);
  t.true(delivered >= deliveriesMin, `${delivered} deliveries`);
}
