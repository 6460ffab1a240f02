/**
 * Defects of our own broker in properties, expiry, aliases, limits, Keep Alive and subscription options: each must be found by
 * the invariants that it says, and by no other; and a broker without them passes the same scenarios.
 */
import test, { type ExecutionContext } from 'ava';
import { present } from '../../src/base/assert.ts';
import { findDefect } from '../../src/broker/defects/index.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import { startBroker } from '../../src/broker/start.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { runText, summary } from '../support/run-scenario.ts';

const STAMPED = `
name: properties
protocol: '5.0'
clients: { publisher: { count: 1 }, subscriber: { count: 2 } }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'p/#', qos: 1 }
  - publish:
      clients: publisher
      topic: p/all
      qos: 1
      window: 1
      count: 5
      content-type: text/plain
      response-topic: p/answers
      correlation-data: what it is about
      user-properties: { first: '1', second: '2' }
  - drain: 600ms
`;

/** And messages whose stamp stands among the User Properties. */
const PROPERTIES = `${STAMPED}
  - publish:
      clients: publisher
      topic: p/text
      qos: 1
      window: 1
      count: 5
      payload: { text: hello, stamp: user-property }
      payload-format: utf-8
      user-properties: { first: '1', second: '2' }
  - drain: 600ms
`;

const EXPIRY = `
name: expiry
protocol: '5.0'
clients: { sender: { count: 1 }, device: { count: 2, clean-start: false, session-expiry: 60s } }
steps:
  - connect: all
  - subscribe: { clients: device, filter: 'e/#', qos: 1 }
  - disconnect: device
  - publish: { clients: sender, topic: e/short, qos: 1, message-expiry: 1s, window: 1, count: 3 }
  - publish: { clients: sender, topic: e/long, qos: 1, message-expiry: 60s, window: 1, count: 3 }
  - wait: 3500ms
  - resume: device
  - drain: 600ms
`;

const ALIASES = `
name: aliases
protocol: '5.0'
clients: { publisher: { count: 1 }, forbids: { count: 1 }, allows: { count: 1, topic-alias-maximum: 2 } }
steps:
  - connect: all
  - subscribe: { clients: [forbids, allows], filter: 'a/#', qos: 1 }
  - publish: { clients: publisher, topic: 'a/\${topic}', topics: 4, topic-alias: true, qos: 1, window: 1, count: 12 }
  - drain: 600ms
`;

const LIMITS = `
name: limits
protocol: '5.0'
clients: { publisher: { count: 1 }, device: { count: 1, receive-maximum: 3, maximum-packet-size: 1KiB } }
steps:
  - connect: all
  - subscribe: { clients: device, filter: 'l/#', qos: 2 }
  - parallel:
      - read-slowly: { clients: device, for: 400ms }
      - publish: { clients: publisher, topic: l/one, qos: 1, payload: 64B, window: 10, count: 20 }
      - publish: { clients: publisher, topic: l/two, qos: 2, payload: 64B, window: 10, count: 20 }
  - publish: { clients: publisher, topic: l/huge, qos: 1, payload: 4KiB, window: 1, count: 1 }
  - drain: 2s
`;

const KEEP_ALIVE = `
name: keep-alive
protocol: ['3.1.1', '5.0']
clients: { idle: { count: 2, keep-alive: 1s }, silent: { count: 2, keep-alive: 1s } }
steps:
  - connect: all
  - drop: { clients: silent, how: silent }
  - wait: 12500ms
`;

const OPTIONS = `
name: options
protocol: '5.0'
clients: { chatter: { count: 2 }, reader: { count: 1 } }
steps:
  - connect: all
  - subscribe: { clients: chatter, filter: 'o/#', qos: 1, no-local: true }
  - subscribe: { clients: reader, filter: 'o/#', qos: 1, identifier: 7 }
  - subscribe: { clients: reader, filter: 'o/+', qos: 1, identifier: 8 }
  - publish: { clients: chatter, topic: 'o/\${index}', qos: 1, window: 1, count: 5 }
  - drain: 600ms
`;

const BOTH: readonly ProtocolVersion[] = [4, 5];
const ONLY_5: readonly ProtocolVersion[] = [5];

const MUTANTS: readonly (readonly [
  id: string,
  text: string,
  fails: string,
  versions?: readonly ProtocolVersion[],
])[] = [
  ['content-type-lost', PROPERTIES, 'M2'],
  ['response-topic-lost', PROPERTIES, 'M2'],
  ['correlation-data-lost', PROPERTIES, 'M2'],
  ['payload-format-lost', PROPERTIES, 'M2'],
  ['user-properties-lost', STAMPED, 'M2'],
  ['user-properties-reversed', PROPERTIES, 'M2'],
  ['expired-delivered', EXPIRY, 'M1'],
  ['expiry-interval-lost', EXPIRY, 'M1'],
  ['expiry-not-lowered', EXPIRY, 'M1'],
  ['topic-alias-unasked', ALIASES, 'T1'],
  ['topic-alias-leaked', ALIASES, 'T1'],
  ['receive-maximum-ignored', LIMITS, 'F1'],
  ['maximum-packet-size-ignored', LIMITS, 'F1'],
  ['keep-alive-ignored', KEEP_ALIVE, 'K1', BOTH],
  ['pingresp-withheld', KEEP_ALIVE, 'K1', BOTH],
  ['no-local-ignored', OPTIONS, 'N1'],
  ['no-local-to-all', OPTIONS, 'Q1-1'],
  ['subscription-identifiers-lost', OPTIONS, 'N3'],
];

async function failing(
  t: ExecutionContext,
  text: string,
  version: ProtocolVersion,
  alter: (options: BrokerOptions) => BrokerOptions,
): Promise<readonly string[]> {
  const listeners = [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] as const;
  const broker = await startBroker({ ...alter({}), listeners });
  t.teardown(() => broker.close());
  const outcome = await runText(text, { url: broker.urls[0] ?? '', version });
  t.log(summary(outcome));
  const failed = outcome.check.invariants.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  return failed.length > 0 ? failed.sort() : [outcome.check.verdict];
}

for (const [id, text, fails, versions = ONLY_5] of MUTANTS)
  for (const version of versions)
    test(`${id} fails ${fails} in MQTT ${version === 4 ? '3.1.1' : '5.0'}`, async (t) => {
      const defect = present(findDefect(id), id);
      t.true(defect.invariants.includes(fails), `${id} does not say that ${fails} finds it`);
      const red = await failing(t, text, version, (options) => defect.apply(options, { every: 1 }));
      t.deepEqual(red, [fails]);
    });

const SOUND: readonly (readonly [name: string, text: string, versions: readonly ProtocolVersion[]])[] = [
  ['properties', PROPERTIES, [5]],
  ['expiry', EXPIRY, [5]],
  ['aliases', ALIASES, [5]],
  ['limits', LIMITS, [5]],
  ['Keep Alive', KEEP_ALIVE, BOTH],
  ['options', OPTIONS, [5]],
];

for (const [name, text, versions] of SOUND)
  for (const version of versions)
    test(`a sound broker passes ${name} in MQTT ${version === 4 ? '3.1.1' : '5.0'}`, async (t) => {
      t.deepEqual(await failing(t, text, version, (options) => options), ['pass']);
    });
