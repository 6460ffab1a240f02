/** What is lawful and rare: empty, extreme, unusual or repeated, and not thought of by a broker. */
import { withoutProperties } from '../../../src/broker/defects/without-properties.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import type { PublishPacket, SubscribePacket } from '../../../src/protocol/packets.ts';
import { isA, replacing, withProperties, type Mutant } from './mutant.ts';

function incoming(change: (packet: PublishPacket) => PublishPacket | undefined): Pick<Mutant, 'intercept'> {
  return { intercept: () => ({ incoming: replacing(PacketType.publish, change) }) };
}

/** Takes names for others, in messages and in filters. */
function renaming(rename: (name: string) => string): Pick<Mutant, 'intercept'> {
  return {
    intercept: () => ({
      incoming: (_owner, packet) => {
        if (isA(packet, PacketType.publish)) return [{ ...packet, topic: rename(packet.topic) }];
        if (!isA(packet, PacketType.subscribe)) return [packet];
        const subscriptions = packet.subscriptions.map((one) => ({ ...one, filter: rename(one.filter) }));
        return [{ ...packet, subscriptions }];
      },
    }),
  };
}

const NOWHERE = 'nobody/subscribes/to/this';

export const EDGE_MUTANTS: readonly Mutant[] = [
  {
    id: 'empty-will-dropped',
    summary: 'publishes no Will that has no payload',
    breaks: ['311:3.1.2-8', '5:3.1.2-8'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, ({ will, ...rest }) =>
        will !== undefined && will.payload.length === 0 ? rest : undefined,
      ),
    }),
  },
  {
    id: 'taken-client-id-refused',
    summary: 'refuses a Client Identifier that is connected, and keeps that connection',
    breaks: ['311:3.1.4-2', '5:3.1.4-3'],
    // It notices no end of a connection but DISCONNECT: what is resumed otherwise is refused as well.
    cases: ({ id }) => /^(?:311:3\.1\.4-2|5:3\.1\.4-3)$/u.test(id),
    tamper: () => {
      const connected = new Set<string>();
      return () => {
        let clientId = '';
        return {
          toBroker: (packet) => {
            if (packet.type === PacketType.disconnect) connected.delete(clientId);
            if (!isA(packet, PacketType.connect)) return [packet];
            if (connected.has(packet.clientId))
              return [{ ...packet, username: 'keeper', password: Buffer.from('wrong') }];
            ({ clientId } = packet);
            connected.add(clientId);
            return [packet];
          },
        };
      };
    },
  },
  {
    id: 'bare-session-denied',
    summary: 'says that there is no Session where nobody has subscribed in it',
    breaks: ['311:3.2.2-2', '5:3.2.2-3'],
    intercept: () => {
      const subscribed = new Set<string>();
      return {
        incoming: ({ clientId }, packet) => {
          if (packet.type === PacketType.subscribe) subscribed.add(clientId);
          return [packet];
        },
        outgoing: replacing(PacketType.connack, (packet, clientId) =>
          packet.sessionPresent && !subscribed.has(clientId)
            ? { ...packet, sessionPresent: false }
            : undefined,
        ),
      };
    },
  },
  {
    id: 'endless-session-ends',
    summary: 'ends Sessions that shall never expire with their connection',
    breaks: ['5:3.1.2-23'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) =>
        packet.properties?.sessionExpiryInterval === 0xffff_ffff
          ? withProperties(packet, { sessionExpiryInterval: 0 })
          : undefined,
      ),
    }),
  },
  {
    id: 'repeated-pubrel-unanswered',
    summary: 'answers PUBREL only where it has a message to release',
    breaks: ['311:4.3.3-2', '5:4.3.3-11'],
    intercept: () => {
      const open = new Set<string>();
      return {
        incoming: ({ clientId }, packet) => {
          if (isA(packet, PacketType.publish) && packet.qos === 2) open.add(`${clientId} ${packet.packetId}`);
          if (!isA(packet, PacketType.pubrel)) return [packet];
          return open.delete(`${clientId} ${packet.packetId}`) ? [packet] : [];
        },
      };
    },
  },
  {
    id: 'used-identifier-ignored',
    summary: 'takes a QoS 2 message for an old one whenever its identifier has been used before',
    breaks: ['311:4.3.3-2', '5:4.3.3-12'],
    mayAlsoBreak: ['311:3.1.2-6', '5:3.1.2-4', '5:4.3.3-9'],
    intercept: () => {
      const used = new Set<string>();
      return {
        incoming: replacing(PacketType.publish, (packet, clientId) => {
          const key = `${clientId} ${packet.packetId}`;
          if (packet.qos !== 2 || packet.dup) return undefined;
          const isUsed = used.has(key);
          used.add(key);
          return isUsed ? { ...packet, topic: NOWHERE } : undefined;
        }),
      };
    },
  },
  {
    id: 'pubrel-unasked',
    summary: 'sends PUBREL right behind a QoS 2 message, before PUBREC has come',
    breaks: ['311:4.3.3-1', '5:4.3.3-4'],
    mayAlsoBreak: ['5:4.4.0-2'],
    intercept: () => ({
      outgoing: replacing(PacketType.publish, (packet) =>
        packet.qos === 2 && packet.packetId !== undefined
          ? [packet, { type: PacketType.pubrel, packetId: packet.packetId, reasonCode: 0 }]
          : undefined,
      ),
    }),
  },
  {
    id: 'pubcomp-unasked',
    summary: 'sends PUBCOMP right behind PUBREC, before PUBREL has come',
    breaks: ['311:4.3.3-2', '5:4.3.3-11'],
    intercept: () => ({
      outgoing: replacing(PacketType.pubrec, (packet) => [
        packet,
        { type: PacketType.pubcomp, packetId: packet.packetId, reasonCode: 0 },
      ]),
    }),
  },
  {
    id: 'alias-never-given',
    summary: 'uses a Topic Alias in place of a topic that it has never named',
    breaks: ['5:U-3.3.4-1'],
    mayAlsoBreak: 'anything',
    tamper: () => () => ({
      toClient: (packet) =>
        isA(packet, PacketType.publish) && packet.properties?.topicAlias !== undefined
          ? [{ ...packet, topic: '' }]
          : [packet],
    }),
  },
  {
    id: 'wildcards-stay-subscribed',
    summary: 'acknowledges UNSUBSCRIBE of filters with wildcards, and keeps them',
    breaks: ['311:3.10.4-1', '5:3.10.4-1'],
    intercept: () => ({ unsubscribe: (_session, filter) => !/[+#]/u.test(filter) }),
  },
  {
    id: 'first-resent-only',
    summary: 'sends one unacknowledged message again, and forgets the others',
    breaks: ['311:4.4.0-1', '5:4.4.0-1'],
    // Order among messages that do not come cannot be kept either.
    mayAlsoBreak: ['311:3.10.4-3', '5:3.10.4-3'],
    intercept: () => ({ resendOrder: (packetIds) => packetIds.slice(0, 1) }),
  },
  {
    id: 'packet-size-short',
    summary: 'takes a Maximum Packet Size for a few bytes less than it is',
    breaks: ['5:4.5.0-1'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) => {
        const { maximumPacketSize } = packet.properties ?? {};
        return maximumPacketSize === undefined || maximumPacketSize < 100
          ? undefined
          : withProperties(packet, { maximumPacketSize: maximumPacketSize - 4 });
      }),
    }),
  },
  {
    id: 'content-type-added',
    summary: 'gives messages with properties and without Content Type one of its own',
    breaks: ['5:3.3.2-20'],
    intercept: () => ({
      outgoing: replacing(PacketType.publish, (packet) =>
        packet.properties !== undefined && packet.properties.contentType === undefined
          ? withProperties(packet, { contentType: 'application/octet-stream' })
          : undefined,
      ),
    }),
  },
  {
    id: 'empty-correlation-data-lost',
    summary: 'takes empty Correlation Data for none',
    breaks: ['5:3.3.2-16'],
    ...incoming((packet) =>
      packet.properties?.correlationData?.length === 0
        ? withoutProperties(packet, ['correlationData'])
        : undefined,
    ),
  },
  {
    id: 'empty-content-type-lost',
    summary: 'takes an empty Content Type for none',
    breaks: ['5:3.3.2-20'],
    ...incoming((packet) =>
      packet.properties?.contentType === '' ? withoutProperties(packet, ['contentType']) : undefined,
    ),
  },
  {
    id: 'rare-characters-replaced',
    summary: 'puts ? for characters of four bytes in Topic Names',
    breaks: ['311:4.7.3-4', '5:4.7.3-4'],
    ...renaming((name) => name.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?')),
  },
  {
    id: 'leading-separator-dropped',
    summary: 'drops a separator in front of Topic Names and filters',
    breaks: ['311:4.7.3-4', '5:4.7.3-4'],
    // What it delivers is on another topic than it was published on.
    mayAlsoBreak: ['311:U-integrity', '5:U-integrity', '311:3.3.2-3', '5:3.3.2-3'],
    ...renaming((name) => name.replace(/^\/(?=.)/u, '')),
  },
  {
    id: 'subscription-options-kept',
    summary: 'keeps No Local and Retain As Published when a subscription is made again',
    breaks: ['5:3.8.4-3'],
    intercept: () => {
      const options = new Map<string, Partial<SubscribePacket['subscriptions'][number]>>();
      return {
        incoming: replacing(PacketType.subscribe, (packet, clientId) => ({
          ...packet,
          subscriptions: packet.subscriptions.map((one) => {
            const key = `${clientId} ${one.filter}`;
            const kept = options.get(key) ?? {};
            if (one.noLocal === true || one.retainAsPublished === true)
              options.set(key, {
                ...(one.noLocal === undefined ? {} : { noLocal: one.noLocal }),
                ...(one.retainAsPublished === undefined ? {} : { retainAsPublished: one.retainAsPublished }),
              });
            return { ...one, ...kept };
          }),
        })),
      };
    },
  },
  {
    id: 'empty-message-lost',
    summary: 'drops messages without a payload',
    breaks: ['311:4.5.0-1', '5:4.5.0-1'],
    ...incoming((packet) =>
      packet.payload.length === 0 && !packet.retain ? { ...packet, topic: NOWHERE } : undefined,
    ),
  },
  {
    id: 'payload-ends-at-nul',
    summary: 'cuts payloads at their first byte 0',
    breaks: ['311:U-integrity', '5:U-integrity'],
    ...incoming((packet) => {
      const end = packet.payload.indexOf(0);
      return end === -1 ? undefined : { ...packet, payload: packet.payload.slice(0, end) };
    }),
  },
  {
    id: 'removed-at-qos-1-only',
    summary: 'removes no retained message for an empty one of QoS 0',
    breaks: ['311:3.3.1-10', '5:3.3.1-6'],
    ...incoming((packet) =>
      packet.retain && packet.qos === 0 && packet.payload.length === 0
        ? { ...packet, retain: false }
        : undefined,
    ),
  },
  {
    id: 'reauthentication-without-method',
    summary: 'leaves the Authentication Method out of the AUTH that ends a re-authentication',
    breaks: ['5:4.12.0-5'],
    intercept: () => ({
      outgoing: replacing(PacketType.auth, (packet) =>
        packet.reasonCode === 0
          ? withoutProperties(packet, ['authenticationMethod', 'authenticationData'])
          : undefined,
      ),
    }),
  },
];
