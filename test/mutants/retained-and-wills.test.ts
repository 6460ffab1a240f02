/**
 * Defects of our own broker in what is retained and in Wills: each must be found by the invariants that it says, and by no
 * other; and a broker without them passes the same scenarios.
 */
import test, { type ExecutionContext } from 'ava';
import { present } from '../../src/base/assert.ts';
import { findDefect } from '../../src/broker/defects/index.ts';
import { startBroker } from '../../src/broker/start.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { runText, summary } from '../support/run-scenario.ts';

const RETAINED = `
name: retained
protocol: ['3.1.1', '5.0']
clients: { writer: { count: 1 }, early: { count: 1 }, late: { count: 1 } }
steps:
  - connect: all
  - subscribe: { clients: early, filter: 'r/#', qos: 1 }
  - publish: { clients: writer, topic: 'r/\${topic}', topics: 4, qos: 1, retain: true, window: 1, count: 8 }
  - publish: { clients: writer, topic: 'r/\${topic}', topics: 2, qos: 1, retain: true, window: 1, count: 2, payload: empty }
  - publish: { clients: writer, topic: 'plain/\${topic}', topics: 2, qos: 1, window: 1, count: 2 }
  - subscribe: { clients: late, filters: [{ filter: 'r/#', qos: 1 }, { filter: 'plain/#', qos: 1 }] }
  - drain: 600ms
`;

const RETAINED_5 = `
name: retained
protocol: '5.0'
clients: { writer: { count: 1 }, early: { count: 1 }, late: { count: 1 } }
steps:
  - connect: all
  - subscribe: { clients: early, filter: 'r/#', qos: 1, retain-as-published: true }
  - publish: { clients: writer, topic: 'r/\${topic}', topics: 4, qos: 1, retain: true, window: 1, count: 8 }
  - subscribe: { clients: late, filter: 'r/#', qos: 1, retain-handling: send-if-new }
  - drain: 600ms
  - subscribe: { clients: late, filter: 'r/#', qos: 1, retain-handling: send-if-new }
  - subscribe: { clients: early, filter: 'r/#', qos: 1, retain-handling: never, retain-as-published: true }
  - drain: 600ms
`;

const WILLS = `
name: wills
protocol: ['3.1.1', '5.0']
clients:
  monitor: { count: 2 }
  late: { count: 1 }
  sensor: { count: 6, will: { topic: 'w/\${index}', qos: 1, retain: true } }
steps:
  - connect: monitor
  - subscribe: { clients: monitor, filter: 'w/+', qos: 1 }
  - connect: sensor
  - drop: { clients: sensor, share: 50% }
  - disconnect: sensor
  - drain: 600ms
  - connect: late
  - subscribe: { clients: late, filter: 'w/+', qos: 1 }
  - drain: 600ms
`;

/** Their payload is their own: in 3.1.1 nothing but topic and text tells them, in 5.0 a User Property does. */
const TEXT_WILLS = WILLS.replace('qos: 1, retain: true }', 'payload: offline, qos: 1 }');

/** All alike, so that only their number tells. */
const ALIKE = TEXT_WILLS.replace(/topic: '[^']*'/u, 'topic: w/all');

const SILENT = `
name: silent
protocol: ['3.1.1', '5.0']
clients:
  monitor: { count: 2 }
  sensor: { count: 2, keep-alive: 1s, will: { topic: 'w/\${index}', qos: 1 } }
steps:
  - connect: monitor
  - subscribe: { clients: monitor, filter: 'w/+', qos: 1 }
  - connect: sensor
  - drop: { clients: sensor, how: half-open }
  - drain: 9s
`;

const DELAYED = `
name: delayed
protocol: '5.0'
clients:
  monitor: { count: 2 }
  dying: { count: 2, session-expiry: 60s, will: { topic: 'w/d/\${index}', qos: 1, delay: 1s } }
  back: { count: 2, session-expiry: 60s, will: { topic: 'w/b/\${index}', qos: 1, delay: 1s } }
steps:
  - connect: monitor
  - subscribe: { clients: monitor, filter: 'w/#', qos: 1 }
  - connect: [dying, back]
  - drop: [dying, back]
  - resume: back
  - drain: 5s
`;

interface Mutant {
  readonly id: string;
  readonly text: string;
  readonly versions?: readonly ProtocolVersion[];
  /** Invariants that fail, all of them. */
  readonly fails: readonly string[];
}

const BOTH: readonly ProtocolVersion[] = [4, 5];

const MUTANTS: readonly Mutant[] = [
  { id: 'retained-not-stored', text: RETAINED, fails: ['R1'] },
  { id: 'retained-not-cleared', text: RETAINED, fails: ['R1'] },
  { id: 'retain-0-replaces', text: RETAINED, fails: ['R3'] },
  { id: 'replay-without-retain', text: RETAINED, fails: ['R3'] },
  { id: 'retain-as-published-ignored', text: RETAINED_5, versions: [5], fails: ['N2'] },
  { id: 'retain-handling-ignored', text: RETAINED_5, versions: [5], fails: ['R3'] },
  { id: 'will-never-published', text: WILLS, fails: ['W1'] },
  { id: 'will-after-disconnect', text: WILLS, fails: ['W1'] },
  { id: 'will-never-published', text: TEXT_WILLS, fails: ['W1'] },
  { id: 'will-after-disconnect', text: TEXT_WILLS, fails: ['W1'] },
  { id: 'will-after-disconnect', text: ALIKE, fails: ['W1'] },
  { id: 'will-never-published', text: ALIKE, fails: ['W1'] },
  { id: 'will-retain-ignored', text: WILLS, fails: ['R1'] },
  { id: 'will-delay-ignored', text: DELAYED, versions: [5], fails: ['W2', 'W3'] },
  { id: 'keep-alive-ignored', text: SILENT, fails: ['W1'] },
];

function nameOf(text: string): string {
  if (text === ALIKE) return 'wills all alike';
  return text === TEXT_WILLS ? 'text wills' : (/name: (\S+)/u.exec(text)?.[1] ?? '');
}

async function failing(
  t: ExecutionContext,
  text: string,
  version: ProtocolVersion,
  alter: (options: BrokerOptions) => BrokerOptions,
): Promise<readonly string[]> {
  const broker = await startBroker({
    ...alter({}),
    listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
  });
  t.teardown(() => broker.close());
  const outcome = await runText(text, { url: broker.urls[0] ?? '', version });
  t.log(summary(outcome));
  const failed = outcome.check.invariants.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  return failed.length > 0 ? failed.sort() : [outcome.check.verdict];
}

for (const { id, text, versions = BOTH, fails } of MUTANTS)
  for (const version of versions)
    test.serial(
      `${id} fails ${fails.join(' and ')} with ${nameOf(text)} in MQTT ${version === 4 ? '3.1.1' : '5.0'}`,
      async (t) => {
        const defect = present(findDefect(id), id);
        t.deepEqual(await failing(t, text, version, (options) => defect.apply(options, { every: 1 })), fails);
      },
    );

for (const [name, text, versions] of [
  ['retained', RETAINED, BOTH],
  ['retained in 5.0', RETAINED_5, [5]],
  ['wills', WILLS, BOTH],
  ['text wills', TEXT_WILLS, BOTH],
  ['wills all alike', ALIKE, BOTH],
  ['silent', SILENT, BOTH],
  ['delayed', DELAYED, [5]],
] as const)
  for (const version of versions)
    test.serial(`a sound broker passes ${name} in MQTT ${version === 4 ? '3.1.1' : '5.0'}`, async (t) => {
      t.deepEqual(await failing(t, text, version, (options) => options), ['pass']);
    });
