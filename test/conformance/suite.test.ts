/** Green is what conforms: the embedded broker as it is, set up, limited, and with every choice that MQTT leaves open. */
import test from 'ava';
import type { BrokerOptions } from '../../src/broker/options.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { versionReport } from '../../src/conformance/report.ts';
import { PacketType, type ProtocolVersion, type QoS } from '../../src/protocol/constants.ts';
import type { Packet, PublishPacket, Subscription } from '../../src/protocol/packets.ts';
import { overallVerdict, type CaseReport } from '../../src/results/conformance.ts';
import { VERSIONS, versionLabel } from '../support/broker-harness.ts';
import { CONFIGURED } from './configured.ts';
import { runSimulated, type SimulatedOptions } from './simulated-target.ts';
import type { Tamper, TamperedConnection } from './tampered-dial.ts';

type Setting = Omit<SimulatedOptions, 'version' | 'cases'>;

async function casesOf(version: ProtocolVersion, setting: Setting): Promise<readonly CaseReport[]> {
  const report = versionReport(await runSimulated({ version, cases: CASES, ...setting }), (id) => id);
  return report.cases;
}

const VARIANTS: Readonly<Record<string, Setting>> = {
  'as it is': {},
  'set up': CONFIGURED,
  'with QoS 2 passed on at PUBREL': choices({ qos2Method: 'A' }),
  'with a copy for each subscription': choices({ copies: 'per-subscription' }),
  'with 0x10 where nobody subscribes': choices({ tellsNoSubscribers: true }),
  'with QoS 0 kept for clients that are away': choices({ queuesQos0: true }),
  'with connections that just close': choices({ disconnectsBeforeClose: false }),
  'with DISCONNECT for invalid filters': choices({ invalidFilter: 'disconnect' }),
  'without shares for 3.1.1': choices({ sharesFor311: false }),
  'with denied messages that end a connection': {
    ...CONFIGURED,
    broker: { ...CONFIGURED.broker, choices: { deniedPublish311: 'disconnect' } },
  },
  'one byte at a time': { pair: { sliceBytes: 1 } },
  'in another order': { seed: 7 },
  'without QoS 2, retained messages, wildcards, shares and identifiers': features({
    maximumQos: 1,
    retainAvailable: false,
    wildcardAvailable: false,
    sharedAvailable: false,
    subscriptionIdentifiersAvailable: false,
  }),
  'with Maximum QoS 1, and QoS 2 granted to whoever asks for it': {
    ...features({ maximumQos: 1 }),
    tamper: generous,
  },
  'with QoS 1 granted at most': { tamper: stingy(1) },
  'with QoS 0 granted to everyone': { tamper: stingy(0) },
  'with QoS 0 only': features({ maximumQos: 0 }),
  'with small limits': features({ receiveMaximum: 10, maximumPacketSize: 10_000, topicAliasMaximum: 3 }),
  'with a Keep Alive of its own, short sessions and no aliases': features({
    serverKeepAliveS: 3,
    sessionExpiryMaxS: 90,
    topicAliasMaximum: 0,
    outboundTopicAliasMaximum: 0,
    responseInformation: 'answers/',
  }),
  'with short client identifiers': { broker: { limits: { clientIdBytesMax: 23 } } },
};

/** Grants no more than `qos`, which no client can know before. */
function stingy(qos: QoS): () => TamperedConnection {
  return () => ({
    toBroker: (packet) => {
      if (packet.type !== PacketType.subscribe) return [packet];
      const lowered = (one: Subscription): Subscription => ({ ...one, qos: one.qos > qos ? qos : one.qos });
      return [{ ...packet, subscriptions: packet.subscriptions.map(lowered) }];
    },
  });
}

/** Grants what is requested, whatever the broker grants. */
function generous(): TamperedConnection {
  const requested = new Map<number, readonly number[]>();
  return {
    toBroker: (packet) => {
      if (packet.type === PacketType.subscribe)
        requested.set(
          packet.packetId,
          packet.subscriptions.map(({ qos }) => qos),
        );
      return [packet];
    },
    toClient: (packet) => {
      if (packet.type !== PacketType.suback) return [packet];
      const wanted = requested.get(packet.packetId) ?? [];
      const reasonCodes = packet.reasonCodes.map((code, at) => (code < 0x80 ? (wanted[at] ?? code) : code));
      return [{ ...packet, reasonCodes }];
    },
  };
}

function choices(given: NonNullable<BrokerOptions['choices']>): Setting {
  return { broker: { choices: given } };
}

function features(given: NonNullable<BrokerOptions['features']>): Setting {
  // 3.1.1 cannot announce: there the profile says it.
  const profile = {
    name: 'limited',
    ...(given.maximumQos === undefined ? {} : { maximumQos: given.maximumQos }),
    ...(given.retainAvailable === undefined ? {} : { retain: given.retainAvailable }),
    ...(given.wildcardAvailable === undefined ? {} : { wildcards: given.wildcardAvailable }),
  };
  return { broker: { features: given }, profile };
}

for (const [name, setting] of Object.entries(VARIANTS)) {
  for (const version of VERSIONS) {
    test.serial(`the embedded broker conforms, ${name}: ${versionLabel(version)}`, async (t) => {
      let pending = 0;
      const cases = await casesOf(version, { ...setting, onPending: (count) => (pending = count) });
      t.is(pending, 0, 'a timer that is left keeps the process alive');
      const unwell = cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive');
      t.deepEqual(
        unwell.map(({ id, verdict, expected, actual, reason }) => ({
          id,
          verdict,
          expected,
          actual,
          reason,
        })),
        [],
      );
    });
  }
}

test.serial('a suite that is interrupted passes nothing: what did not run may be broken', async (t) => {
  const cases = CASES.filter(({ id }) => id.startsWith('5:3.1.3-'));
  const whole = versionReport(await runSimulated({ version: 5, cases }), (id) => id);
  t.is(overallVerdict([whole]), 'pass');
  const part = versionReport(await runSimulated({ version: 5, cases, interruptAfter: 1 }), (id) => id);
  t.true(part.cases.some(({ verdict }) => verdict === 'pass'));
  t.is(overallVerdict([part]), 'inconclusive');
  t.deepEqual(part.problems, [
    `the run was interrupted: ${cases.length - 1} of ${cases.length} cases did not run`,
  ]);
});

/** Refuses a malformed CONNECT by CONNACK instead of just closing. */
function refusing(reasonCode: number): Tamper {
  return (handle) => ({
    broken: (_bytes, error) => {
      if (error?.packetType !== PacketType.connect) return undefined;
      handle.toClient({ type: PacketType.connack, sessionPresent: false, reasonCode });
      handle.close();
      return [];
    },
  });
}

const REFUSABLE = {
  2: ['client-id-ill-formed', 'client-id-nul'],
  4: ['password-without-username', 'username-ill-formed', 'username-nul'],
} as const;

for (const code of [2, 4] as const) {
  test.serial(
    `CONNACK 0x0${code} is an answer to what 3.1.1 has that code for, and to no other malformed CONNECT (311:3.1.4-1)`,
    async (t) => {
      const cases = CASES.filter(({ id }) => id.startsWith('311:3.1.4-1/silent-'));
      const report = versionReport(
        await runSimulated({ version: 4, cases, tamper: refusing(code) }),
        (id) => id,
      );
      const green = report.cases
        .filter(({ id, verdict }) => verdict === 'pass' && id.includes('/silent-'))
        .map(({ id }) => id);
      t.deepEqual(
        green.sort(),
        REFUSABLE[code].map((name) => `311:3.1.4-1/silent-connect-${name}`),
      );
    },
  );
}

/** Sends what it owes to a resumed Session only when the next packet of the client has come. */
const stirring: Tamper = (handle) => {
  let held: Packet[] | undefined;
  return {
    toClient: (packet) => {
      if (held !== undefined) {
        held.push(packet);
        return [];
      }
      if (packet.type === PacketType.connack && packet.sessionPresent) held = [];
      return [packet];
    },
    toBroker: (packet) => {
      const due = held ?? [];
      held = undefined;
      for (const each of due) handle.toClient(each);
      return [packet];
    },
  };
};

for (const version of VERSIONS) {
  test.serial(
    `a broker that sends again with the next packet conforms, as no time is set for it (4.4): ${versionLabel(version)}`,
    async (t) => {
      const asked = /:(?:4\.4\.0-1\/pub|4\.3\.3-5\/|4\.3\.[23]-3\/|3\.3\.1-1\/)/u;
      const cases = CASES.filter((one) => one.version === version && asked.test(one.id));
      const report = versionReport(await runSimulated({ version, cases, tamper: stirring }), (id) => id);
      const judged = report.cases.filter(({ id }) => asked.test(id) && !id.endsWith('/passive'));
      t.is(judged.length, cases.length);
      t.deepEqual(
        judged
          .filter(({ verdict }) => verdict !== 'pass')
          .map(({ id, actual, reason }) => ({ id, actual, reason })),
        [],
      );
    },
  );
}

test.serial(
  'a message of another case is nobody’s control, and told by the passive rule alone (311:3.3.2-3)',
  async (t) => {
    const foreign: PublishPacket = {
      ...{ type: PacketType.publish, dup: false, qos: 0, retain: true, topic: 'mqtt-bench/other/t' },
      payload: Buffer.from('control'),
    };
    const tamper: Tamper = () => ({
      toClient: (packet) => (packet.type === PacketType.suback ? [foreign, packet] : [packet]),
    });
    const cases = CASES.filter(({ id }) => id === '311:4.3.2-2/again' || id === '311:4.5.0-1/own');
    const report = versionReport(await runSimulated({ version: 4, cases, tamper }), (id) => id);
    t.deepEqual(
      report.cases.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
      ['311:3.3.2-3/passive'],
    );
    t.deepEqual(
      report.cases.filter(({ id }) => cases.some((one) => one.id === id)).map(({ verdict }) => verdict),
      ['pass', 'pass'],
    );
  },
);
