/** CONNACK and what it announces (section 3.2). */
import { PacketType } from '../../../src/protocol/constants.ts';
import { withoutProperties } from '../../../src/broker/defects/without-properties.ts';
import type { Clause } from '../../../src/protocol/clause.ts';
import type { Packet } from '../../../src/protocol/packets.ts';
import { featuring, isA, replacing, secretly, withProperties, type Mutant, type Setting } from './mutant.ts';

interface Refusal {
  readonly name: string;
  readonly codes: readonly number[];
  readonly breaks: readonly Clause[];
  readonly mayAlsoBreak?: readonly Clause[];
  readonly setting?: Setting;
}

const SHORT_IDS: Setting = {
  broker: { ...featuring({}).broker, limits: { clientIdBytesMax: 23 } },
  profile: featuring({}).profile,
};

/** Says no and leaves the connection open. */
function staysOpen({ name, codes, ...rest }: Refusal): Mutant {
  return {
    id: `refused-${name}-stays-open`,
    summary: `leaves the connection open behind a CONNACK with ${codes.map((code) => `0x${code.toString(16)}`).join(' or ')}`,
    tamper: () => () => {
      let isRefused = false;
      return {
        toClient: (packet) => {
          isRefused ||= isA(packet, PacketType.connack) && codes.includes(packet.reasonCode);
          return [packet];
        },
        hidesEnd: () => isRefused,
      };
    },
    ...rest,
  };
}

/** Holds to other features than CONNACK announces: `announced` is what it goes on saying. */
function secret(
  facts: Pick<Mutant, 'id' | 'summary' | 'breaks' | 'mayAlsoBreak'>,
  features: Parameters<typeof secretly>[0],
  announced: Parameters<typeof withProperties>[1],
  setting?: Setting,
): Mutant {
  return {
    ...facts,
    ...(setting === undefined ? {} : { setting }),
    options: secretly(features),
    intercept: () => ({
      outgoing: replacing(PacketType.connack, (packet) =>
        packet.reasonCode === 0 ? withProperties(packet, announced) : undefined,
      ),
    }),
  };
}

function inPackets(change: (packet: Packet) => Packet): Pick<Mutant, 'intercept'> {
  return { intercept: () => ({ incoming: (_owner, packet) => [change(packet)] }) };
}

export const CONNACK_MUTANTS: readonly Mutant[] = [
  staysOpen({ name: 'method', codes: [0x8c], breaks: ['5:3.2.2-7', '5:4.12.0-1'] }),
  {
    id: 'refused-level-stays-open',
    summary: 'leaves the connection open behind its refusal of a protocol level',
    breaks: ['311:3.1.2-2'],
    tamper: () => () => {
      let isRefused = false;
      return {
        broken: (_bytes, error) => {
          isRefused ||= error?.clause.endsWith(':3.1.2-2') === true;
          return undefined;
        },
        hidesEnd: () => isRefused,
      };
    },
  },
  staysOpen({
    name: 'empty-id',
    codes: [2],
    breaks: ['311:3.1.3-8', '311:3.2.2-5'],
    mayAlsoBreak: ['311:3.1.3-7', '311:3.1.3-9'],
  }),
  staysOpen({
    name: 'id',
    codes: [2, 0x85],
    breaks: ['5:3.1.3-8', '311:3.1.3-9'],
    mayAlsoBreak: ['311:3.1.3-8', '311:3.1.3-7', '311:3.2.2-5'],
    setting: SHORT_IDS,
  }),
  staysOpen({ name: 'credentials', codes: [4, 5, 0x86], breaks: ['5:3.1.4-2', '311:U-3.1.4-2'] }),
  staysOpen({ name: 'data', codes: [0x87], breaks: ['5:4.12.0-4'] }),
  {
    id: 'maximum-qos-not-announced',
    summary: 'does without QoS 2 and does not say so',
    breaks: ['5:3.2.2-9'],
    setting: featuring({ maximumQos: 1 }, { maximumQos: 1 }),
    intercept: () => ({
      outgoing: replacing(PacketType.connack, (packet) => withoutProperties(packet, ['maximumQoS'])),
    }),
  },
  {
    id: 'subscriptions-above-maximum-qos-refused',
    summary: 'refuses subscriptions that ask for more than its Maximum QoS',
    breaks: ['5:3.2.2-10'],
    setting: featuring({ maximumQos: 1 }),
    intercept: () => {
      const asked = new Map<string, readonly number[]>();
      return {
        incoming: (owner, packet) => {
          if (isA(packet, PacketType.subscribe))
            asked.set(
              `${owner.clientId} ${packet.packetId}`,
              packet.subscriptions.map(({ qos }) => qos),
            );
          return [packet];
        },
        outgoing: replacing(PacketType.suback, (packet, clientId) => {
          const levels = asked.get(`${clientId} ${packet.packetId}`) ?? [];
          return {
            ...packet,
            reasonCodes: packet.reasonCodes.map((code, index) => ((levels[index] ?? 0) > 1 ? 0x80 : code)),
          };
        }),
      };
    },
  },
  {
    id: 'publish-above-maximum-qos-accepted',
    summary: 'lowers the QoS of messages above its Maximum QoS',
    breaks: ['5:3.2.2-11', '5:U-3.2.2.3.4-1'],
    setting: featuring({ maximumQos: 1 }),
    ...inPackets((packet) =>
      isA(packet, PacketType.publish) && packet.qos === 2 ? { ...packet, qos: 1 } : packet,
    ),
  },
  {
    id: 'will-above-maximum-qos-accepted',
    summary: 'lowers the QoS of Wills above its Maximum QoS',
    breaks: ['5:3.2.2-12'],
    setting: featuring({ maximumQos: 1 }),
    ...inPackets((packet) =>
      isA(packet, PacketType.connect) && packet.will?.qos === 2
        ? { ...packet, will: { ...packet.will, qos: 1 } }
        : packet,
    ),
  },
  {
    id: 'retained-will-accepted',
    summary: 'accepts retained Wills although it retains nothing',
    breaks: ['5:3.2.2-13'],
    setting: featuring({ retainAvailable: false }),
    ...inPackets((packet) =>
      isA(packet, PacketType.connect) && packet.will !== undefined
        ? { ...packet, will: { ...packet.will, retain: false } }
        : packet,
    ),
  },
  {
    id: 'retained-publish-accepted',
    summary: 'accepts retained messages although it retains nothing',
    breaks: ['5:3.2.2-14'],
    setting: featuring({ retainAvailable: false }),
    ...inPackets((packet) => (isA(packet, PacketType.publish) ? { ...packet, retain: false } : packet)),
  },
  secret(
    {
      id: 'larger-packets-accepted',
      summary: 'accepts packets that are larger than it announces',
      breaks: ['5:3.2.2-15'],
    },
    {},
    { maximumPacketSize: 100_000 },
  ),
  secret(
    {
      id: 'higher-aliases-accepted',
      summary: 'accepts Topic Aliases above the maximum that it announces',
      breaks: ['5:3.2.2-17', '5:3.3.2-9'],
    },
    { topicAliasMaximum: 200 },
    { topicAliasMaximum: 100 },
  ),
  secret(
    {
      id: 'aliases-accepted-unannounced',
      summary: 'accepts Topic Aliases although it announces none',
      breaks: ['5:3.2.2-18'],
    },
    { topicAliasMaximum: 10 },
    { topicAliasMaximum: 0 },
  ),
  secret(
    {
      id: 'fewer-aliases-accepted',
      summary: 'accepts half of the Topic Aliases that it announces',
      breaks: ['5:3.3.2-12'],
      mayAlsoBreak: ['5:U-3.3.4-1'],
    },
    { topicAliasMaximum: 50 },
    { topicAliasMaximum: 100 },
  ),
  {
    id: 'own-keep-alive-secret',
    summary: 'waits for ten minutes whatever Keep Alive a client asks for, and does not say so',
    breaks: ['5:3.1.2-22', '5:3.2.2-22'],
    options: secretly({ serverKeepAliveS: 600 }),
    intercept: () => ({
      outgoing: replacing(PacketType.connack, (packet) => withoutProperties(packet, ['serverKeepAlive'])),
    }),
  },
  secret(
    {
      id: 'receive-maximum-not-enforced',
      summary: 'takes more QoS 2 messages than its Receive Maximum',
      breaks: ['5:3.3.4-7'],
    },
    { receiveMaximum: 65_535 },
    { receiveMaximum: 10 },
  ),
  secret(
    {
      id: 'wildcards-granted-unavailable',
      summary: 'grants wildcards that it announces as not available',
      breaks: ['5:U-3.2.2.3.11-1', '311:3.8.3-2'],
    },
    { wildcardAvailable: true },
    { wildcardSubscriptionAvailable: false },
    featuring({ wildcardAvailable: false }, { wildcards: false }),
  ),
  secret(
    {
      id: 'identifiers-accepted-unavailable',
      summary: 'takes Subscription Identifiers that it announces as not available',
      breaks: ['5:U-3.2.2.3.12-1'],
    },
    { subscriptionIdentifiersAvailable: true },
    { subscriptionIdentifiersAvailable: false },
  ),
  secret(
    {
      id: 'shares-granted-unavailable',
      summary: 'grants Shared Subscriptions that it announces as not available',
      breaks: ['5:U-3.2.2.3.13-1'],
    },
    { sharedAvailable: true },
    { sharedSubscriptionAvailable: false },
  ),
  {
    id: 'response-information-unasked',
    summary: 'sends Response Information to everybody',
    breaks: ['5:3.1.2-28'],
    intercept: () => ({
      outgoing: replacing(PacketType.connack, (packet) =>
        packet.reasonCode === 0 ? withProperties(packet, { responseInformation: 'answers/' }) : undefined,
      ),
    }),
  },
];
