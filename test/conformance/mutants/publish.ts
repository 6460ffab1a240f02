/** PUBLISH: flags, Topic Names and aliases, properties (section 3.3). */
import { PacketType } from '../../../src/protocol/constants.ts';
import { frame, section } from '../../../src/protocol/malformed/bytes.ts';
import type { PublishPacket } from '../../../src/protocol/packets.ts';
import { withoutProperties } from '../../../src/broker/defects/without-properties.ts';
import { isA, replacing, withProperties, type Mutant } from './mutant.ts';

/** Letters of a private area that stand for + and # while a Topic Name is in the broker. */
const PRIVATE = { '+': '\ue02b', '#': '\ue023' } as const;

export const PUBLISH_MUTANTS: readonly Mutant[] = [
  {
    id: 'identifier-at-qos-0',
    summary: 'puts a Packet Identifier into deliveries of QoS 0',
    breaks: ['311:2.3.1-5', '5:2.2.1-2'],
    // The first bytes of the payload are then not the publisher's.
    mayAlsoBreak: ['311:U-integrity', '5:U-integrity'],
    tamper: (version) => () => ({
      toClient: (packet) => {
        if (!isA(packet, PacketType.publish) || packet.qos > 0 || packet.properties !== undefined)
          return [packet];
        const topic = Buffer.from(packet.topic);
        const head = Buffer.of(topic.length >> 8, topic.length & 0xff);
        // In 5.0 the identifier is read as empty properties and a byte of the payload.
        return [frame(packet.retain ? 0x31 : 0x30, head, topic, [0, 1], section(version), packet.payload)];
      },
    }),
  },
  {
    id: 'dup-passed-on',
    summary: 'delivers a message with the DUP flag of its publisher',
    breaks: ['311:3.3.1-3', '5:3.3.1-3'],
    intercept: () => {
      const marked = new Set<string>();
      const keyOf = ({ topic, payload }: PublishPacket): string =>
        `${topic} ${Buffer.from(payload).toString('hex')}`;
      return {
        incoming: replacing(PacketType.publish, (packet) => {
          if (packet.dup) marked.add(keyOf(packet));
          return undefined;
        }),
        outgoing: replacing(PacketType.publish, (packet) =>
          packet.qos > 0 && marked.has(keyOf(packet)) ? { ...packet, dup: true } : undefined,
        ),
      };
    },
  },
  {
    id: 'first-delivery-with-dup',
    summary: 'sets DUP in every delivery of QoS 1 and 2',
    breaks: ['311:4.3.2-1', '311:4.3.3-1', '5:4.3.2-2', '5:4.3.3-2', '311:3.3.1-3', '5:3.3.1-3'],
    intercept: () => ({
      outgoing: replacing(PacketType.publish, (packet) =>
        packet.qos > 0 ? { ...packet, dup: true } : undefined,
      ),
    }),
  },
  {
    id: 'wildcards-in-topics',
    summary: 'takes and delivers messages on Topic Names with wildcards',
    breaks: ['311:3.3.2-2', '311:4.7.1-1', '5:3.3.2-2', '5:4.7.0-1'],
    tamper: (version) => () => ({
      broken: (bytes, error) => {
        if (error?.clause.endsWith(':3.3.2-2') !== true) return undefined;
        const topicLength = Buffer.from(bytes).readUInt16BE(2);
        const topic = Buffer.from(bytes.subarray(4, 4 + topicLength))
          .toString()
          .replaceAll(/[+#]/gu, (sign) => PRIVATE[sign as '+' | '#']);
        const payload = bytes.slice(4 + topicLength + (version === 5 ? 1 : 0));
        return [{ type: PacketType.publish, dup: false, qos: 0, retain: false, topic, payload }];
      },
      toClient: (packet) => {
        if (!isA(packet, PacketType.publish)) return [packet];
        const topic = Buffer.from(packet.topic.replaceAll(PRIVATE['+'], '+').replaceAll(PRIVATE['#'], '#'));
        if (topic.length === Buffer.byteLength(packet.topic)) return [packet];
        return [
          frame(0x30, [topic.length >> 8, topic.length & 0xff], topic, section(version), packet.payload),
        ];
      },
    }),
  },
  {
    id: 'bom-stripped',
    summary: 'drops U+FEFF from Topic Names',
    breaks: ['311:1.5.3-3', '5:1.5.4-3'],
    mayAlsoBreak: ['311:3.3.2-3', '311:U-integrity', '5:3.3.2-3', '5:U-integrity'],
    tamper: () => () => ({
      toClient: (packet) => [
        isA(packet, PacketType.publish)
          ? { ...packet, topic: packet.topic.replaceAll('\ufeff', '') }
          : packet,
      ],
    }),
  },
  {
    id: 'long-topics-cut',
    summary: 'cuts Topic Names after 60,000 characters',
    breaks: ['311:4.7.3-3', '5:4.7.3-3'],
    intercept: () => ({
      incoming: replacing(PacketType.publish, (packet) =>
        packet.topic.length > 60_000 ? { ...packet, topic: packet.topic.slice(0, 60_000) } : undefined,
      ),
    }),
  },
  {
    id: 'alias-survives-connection',
    summary: 'remembers Topic Aliases of a client’s earlier connections',
    breaks: ['5:3.3.2-7'],
    tamper: () => {
      const aliases = new Map<string, string>();
      return () => {
        let clientId = '';
        return {
          toBroker: (packet) => {
            if (isA(packet, PacketType.connect)) ({ clientId } = packet);
            const alias = isA(packet, PacketType.publish) ? packet.properties?.topicAlias : undefined;
            if (!isA(packet, PacketType.publish) || alias === undefined) return [packet];
            const key = `${clientId} ${alias}`;
            if (packet.topic !== '') aliases.set(key, packet.topic);
            return [{ ...packet, topic: aliases.get(key) ?? packet.topic }];
          },
        };
      };
    },
  },
  {
    id: 'alias-never-changes',
    summary: 'keeps the first topic of a Topic Alias',
    breaks: ['5:U-3.3.4-1'],
    mayAlsoBreak: ['5:3.3.2-12'],
    tamper: () => () => {
      const given = new Set<number>();
      return {
        toBroker: (packet) => {
          const alias = isA(packet, PacketType.publish) ? packet.properties?.topicAlias : undefined;
          if (!isA(packet, PacketType.publish) || alias === undefined || packet.topic === '') return [packet];
          const isKnown = given.has(alias);
          given.add(alias);
          return [isKnown ? (withoutProperties(packet, ['topicAlias']) ?? packet) : packet];
        },
      };
    },
  },
  {
    id: 'unknown-alias-ignored',
    summary: 'ignores messages with a Topic Alias that was never given',
    breaks: ['5:U-3.3.4-1'],
    tamper: () => () => {
      const given = new Set<number>();
      return {
        toBroker: (packet) => {
          const alias = isA(packet, PacketType.publish) ? packet.properties?.topicAlias : undefined;
          if (!isA(packet, PacketType.publish) || alias === undefined) return [packet];
          if (packet.topic !== '') given.add(alias);
          return given.has(alias) ? [packet] : [];
        },
      };
    },
  },
  {
    id: 'text-repaired',
    summary: 'replaces what is no UTF-8 in payloads that are announced as text',
    breaks: ['5:U-3.3.2.3.2-1'],
    mayAlsoBreak: ['5:U-integrity'],
    intercept: () => ({
      incoming: replacing(PacketType.publish, (packet) =>
        packet.properties?.payloadFormatIndicator === 1
          ? { ...packet, payload: Buffer.from(new TextDecoder().decode(packet.payload)) }
          : undefined,
      ),
    }),
  },
  {
    id: 'acts-behind-disconnect',
    summary: 'publishes what a client sends behind its DISCONNECT',
    breaks: ['311:3.14.4-2'],
    tamper: () => () => {
      let left: PublishPacket['type'] | undefined;
      return {
        toBroker: (packet) => {
          if (packet.type === PacketType.disconnect) {
            left = PacketType.publish;
            return [];
          }
          return packet.type === left ? [packet, { type: PacketType.disconnect, reasonCode: 0 }] : [packet];
        },
      };
    },
    cases: ({ statement }) => statement === '311:3.14.4-2' || statement === '311:4.5.0-1',
  },
  {
    id: 'identifiers-of-nobody',
    summary: 'adds a Subscription Identifier that nobody gave to deliveries',
    breaks: ['5:U-3.3.4-2'],
    mayAlsoBreak: ['5:3.3.4-4', '5:3.3.4-5'],
    intercept: () => ({
      outgoing: replacing(PacketType.publish, (packet) =>
        packet.properties?.subscriptionIdentifiers === undefined
          ? undefined
          : withProperties(packet, {
              subscriptionIdentifiers: [...packet.properties.subscriptionIdentifiers, 99],
            }),
      ),
    }),
  },
];
