/** CONNECT, its Client Identifier and its Will (section 3.1). */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { ConnectPacket, Packet, WillMessage } from '../../../src/protocol/packets.ts';
import { withoutProperties } from '../../../src/broker/defects/without-properties.ts';
import { EMBEDDED_EXCHANGE } from '../../../src/cli/conformance/embedded-target.ts';
import { isA, replacing, withProperties, type Mutant } from './mutant.ts';
import { sideClient } from './side-client.ts';

/** Credentials that the usual target refuses. */
const REFUSED = { username: 'keeper', password: Buffer.from('x') };

/** Alters the Will of each CONNECT. */
function inWill(change: (will: WillMessage) => WillMessage | undefined): Pick<Mutant, 'intercept'> {
  return {
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) => {
        const will = packet.will && change(packet.will);
        return will && { ...packet, will };
      }),
    }),
  };
}

function inConnect(change: (packet: ConnectPacket) => ConnectPacket | undefined): Pick<Mutant, 'intercept'> {
  return { intercept: () => ({ incoming: replacing(PacketType.connect, change) }) };
}

export const CONNECT_MUTANTS: readonly Mutant[] = [
  {
    id: 'keep-alive-0-refused',
    summary: 'answers no CONNECT with Keep Alive 0',
    breaks: ['311:U-3.1.2.10-1', '5:U-3.1.2.10-1'],
    tamper: () => () => ({
      toBroker: (packet) => (isA(packet, PacketType.connect) && packet.keepAlive === 0 ? [] : [packet]),
    }),
  },
  {
    id: 'first-packet-ignored',
    summary: 'waits on for CONNECT when something else came first',
    breaks: ['311:3.1.0-1', '5:3.1.0-1'],
    tamper: () => () => {
      let isConnected = false;
      return {
        toBroker: (packet) => {
          isConnected ||= packet.type === PacketType.connect;
          return isConnected ? [packet] : [];
        },
      };
    },
  },
  {
    id: 'disconnect-before-connack',
    summary: 'says goodbye by DISCONNECT to a client that did not begin with CONNECT',
    breaks: ['5:3.14.0-1'],
    tamper: () => () => {
      let isConnected = false;
      return {
        toBroker: (packet, answer) => {
          isConnected ||= packet.type === PacketType.connect;
          if (!isConnected) answer({ type: PacketType.disconnect, reasonCode: 0x82 });
          return [packet];
        },
      };
    },
  },
  {
    id: 'disconnect-instead-of-connack',
    summary: 'refuses a malformed CONNECT by DISCONNECT',
    breaks: ['5:3.14.0-1'],
    tamper: () => () => ({
      toClient: (packet) =>
        isA(packet, PacketType.connack) && [0x81, 0x82].includes(packet.reasonCode)
          ? [{ type: PacketType.disconnect, reasonCode: packet.reasonCode }]
          : [packet],
    }),
  },
  {
    id: 'unknown-session-refused',
    summary: 'refuses a client that wants to resume a Session it does not have',
    breaks: ['5:3.1.2-6'],
    intercept: () => {
      const known = new Set<string>();
      return {
        incoming: replacing(PacketType.connect, (packet) => {
          if (packet.protocolVersion === 4 || packet.cleanStart || known.has(packet.clientId)) {
            known.add(packet.clientId);
            return undefined;
          }
          return { ...packet, ...REFUSED };
        }),
      };
    },
  },
  {
    id: 'client-ids-short-only',
    summary: 'refuses Client Identifiers of 23 characters',
    breaks: ['311:3.1.3-5', '5:3.1.3-5'],
    options: (options) => ({ ...options, limits: { ...options.limits, clientIdBytesMax: 22 } }),
  },
  {
    id: 'client-ids-lower-case-only',
    summary: 'refuses capital letters in Client Identifiers',
    breaks: ['311:3.1.3-5', '5:3.1.3-5'],
    mayAlsoBreak: ['5:3.1.2-6'],
    ...inConnect((packet) => (/[A-Z]/u.test(packet.clientId) ? { ...packet, ...REFUSED } : undefined)),
  },
  {
    id: 'client-ids-without-case',
    summary: 'takes capital and small letters of Client Identifiers for the same',
    breaks: ['311:3.1.3-2', '5:3.1.3-2'],
    // One client gets what the other has subscribed to.
    mayAlsoBreak: ['311:3.3.2-3', '5:3.3.2-3'],
    ...inConnect((packet) => ({ ...packet, clientId: packet.clientId.toLowerCase() })),
  },
  {
    id: 'nameless-clients-are-one',
    summary: 'gives all clients without a Client Identifier the same',
    breaks: ['311:3.1.3-6', '5:3.1.3-6', '5:3.2.2-16'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) =>
        packet.clientId === '' && (packet.protocolVersion === 5 || packet.cleanStart)
          ? { ...packet, clientId: 'nameless' }
          : undefined,
      ),
      outgoing: replacing(PacketType.connack, (packet, clientId) =>
        clientId === 'nameless' ? withProperties(packet, { assignedClientIdentifier: clientId }) : undefined,
      ),
    }),
  },
  {
    id: 'nameless-sessions-accepted',
    summary: 'accepts an empty Client Identifier with Clean Session 0',
    breaks: ['311:3.1.3-7', '311:3.1.3-8'],
    ...inConnect((packet) =>
      packet.clientId === '' && packet.protocolVersion === 4 ? { ...packet, cleanStart: true } : undefined,
    ),
    cases: ({ id }) => /^311:3\.[12]\./u.test(id),
  },
  {
    id: 'will-fields-swapped',
    summary: 'reads the payload of the Will before its topic',
    breaks: ['311:3.1.3-1', '5:3.1.3-1'],
    // What is published is then not the Will.
    mayAlsoBreak: ['311:3.1.2-8', '5:3.1.2-7', '5:3.1.2-8', '5:U-3.14.2.2.2-1'],
    ...inWill((will) => ({
      ...will,
      topic: Buffer.from(will.payload).toString(),
      payload: Buffer.from(will.topic),
    })),
  },
  {
    id: 'will-always-retained',
    summary: 'retains Wills whether asked for or not',
    breaks: ['311:3.1.2-16', '5:3.1.2-14'],
    ...inWill((will) => ({ ...will, retain: true })),
  },
  {
    id: 'will-user-properties-reversed',
    summary: 'reverses the User Properties of a Will',
    breaks: ['5:3.1.3-10'],
    ...inWill((will) => {
      const { userProperties } = will.properties ?? {};
      return userProperties && withProperties(will, { userProperties: userProperties.toReversed() });
    }),
  },
  {
    id: 'will-without-content-type',
    summary: 'publishes Wills without Content Type and Correlation Data',
    breaks: ['5:U-3.1.3.2-2'],
    ...inWill((will) => withoutProperties(will, ['contentType', 'correlationData'])),
  },
  {
    id: 'will-at-qos-0',
    summary: 'publishes every Will at QoS 0',
    breaks: ['311:3.1.2-14', '5:3.1.2-12'],
    mayAlsoBreak: ['311:3.1.2-17', '5:3.1.2-15'],
    ...inWill((will) => ({ ...will, qos: 0 })),
  },
  {
    id: 'will-lasts',
    summary: 'publishes a Will again when the client’s next connection is lost',
    breaks: ['311:3.1.2-10', '311:3.1.2-12', '5:3.1.2-10'],
    intercept: () => {
      const wills = new Map<string, WillMessage>();
      return {
        incoming: replacing(PacketType.connect, (packet) => {
          const known = wills.get(packet.clientId);
          if (packet.will !== undefined) wills.set(packet.clientId, packet.will);
          return packet.will === undefined && known !== undefined ? { ...packet, will: known } : undefined;
        }),
      };
    },
  },
  {
    id: 'will-twice',
    summary: 'publishes every Will twice',
    breaks: ['311:3.1.2-10', '5:3.1.2-10'],
    mayAlsoBreak: ['311:3.1.2-12'],
    intercept: () => {
      const wills = new Set<string>();
      return {
        incoming: replacing(PacketType.connect, (packet) => {
          if (packet.will !== undefined) wills.add(`${packet.will.topic} ${packet.will.payload.length}`);
          return undefined;
        }),
        deliver: (_session, delivery, emit) => {
          emit(delivery);
          const { topic, payload, publisher } = delivery.message;
          if (publisher !== '' && wills.has(`${topic} ${payload.length}`)) emit(delivery);
        },
      };
    },
    cases: ({ statement }) => /:3\.1\.2-(?:8|10|12)$/u.test(statement),
  },
  {
    id: 'will-on-takeover-forgotten',
    summary: 'publishes no Will for a connection that another one takes over',
    breaks: ['311:3.1.2-8', '5:3.1.2-8'],
    tamper: () => {
      const open = new Map<string, () => void>();
      return (handle) => ({
        toBroker: (packet) => {
          if (packet.type !== PacketType.connect || packet.clientId === '') return [packet];
          open.get(packet.clientId)?.();
          open.set(packet.clientId, () => {
            handle.toBroker({ type: PacketType.disconnect, reasonCode: 0 });
          });
          return [packet];
        },
      });
    },
  },
  {
    id: 'will-slow',
    summary: 'takes three seconds to publish a Will',
    breaks: ['311:U-3.1.2.5-1', '5:U-3.1.2.5-1'],
    mayAlsoBreak: ['5:3.1.2-8'],
    intercept: ({ timers }) => {
      const payloads = new Set<string>();
      const keyOf = (topic: string, payload: Uint8Array): string =>
        `${topic} ${Buffer.from(payload).toString('hex')}`;
      return {
        incoming: (_owner, packet) => {
          if (isA(packet, PacketType.connect) && packet.will !== undefined)
            payloads.add(keyOf(packet.will.topic, packet.will.payload));
          return [packet];
        },
        deliver: (_session, delivery, emit) => {
          const { topic, payload } = delivery.message;
          if (payloads.has(keyOf(topic, payload))) timers?.schedule(3_000, () => emit(delivery));
          else emit(delivery);
        },
      };
    },
  },
  {
    id: 'wrong-credentials-accepted',
    summary: 'lets everybody in',
    breaks: ['311:U-3.1.4-2', '5:3.1.4-2'],
    options: (options) => ({ ...options, authenticate: ({ username }) => ({ ok: true, username }) }),
  },
  {
    id: 'acts-on-what-follows-a-refused-connect',
    summary: 'publishes messages that stand behind a CONNECT that it refuses',
    breaks: ['311:3.1.4-5', '5:3.1.4-6'],
    mayAlsoBreak: ['5:3.1.2-30'],
    tamper: (version) => (handle) => {
      const early: Packet[] = [];
      let isAnswered = false;
      return {
        toBroker: (packet) => {
          if (!isAnswered && packet.type === PacketType.publish) early.push(packet);
          return [packet];
        },
        toClient: (packet) => {
          isAnswered = true;
          if (isA(packet, PacketType.connack) && packet.reasonCode > 0 && early.length > 0)
            sideClient(handle.dial, version).send(...early);
          return [packet];
        },
        broken: () => undefined,
      };
    },
  },
  {
    id: 'acts-before-authentication-is-done',
    summary: 'publishes what a client sends while its authentication is under way',
    breaks: ['5:3.1.2-30'],
    tamper: (version) => (handle) => {
      let isUnderWay = false;
      return {
        toBroker: (packet) => {
          if (isA(packet, PacketType.connect))
            isUnderWay = packet.properties?.authenticationMethod === EMBEDDED_EXCHANGE.method;
          else if (isUnderWay && packet.type === PacketType.publish) {
            sideClient(handle.dial, version).send(packet);
            return [];
          }
          return [packet];
        },
        toClient: (packet) => {
          if (packet.type === PacketType.connack) isUnderWay = false;
          return [packet];
        },
      };
    },
  },
  {
    id: 'pipelined-packets-dropped',
    summary: 'forgets what stands right behind CONNECT in the same bytes',
    breaks: ['5:U-3.1.4-2'],
    tamper: () => () => {
      let isAccepted = false;
      let isKnown = false;
      return {
        toClient: (packet) => {
          isAccepted ||= packet.type === PacketType.connack;
          return [packet];
        },
        toBroker: (packet) => {
          const isBehind = isKnown && !isAccepted && packet.type !== PacketType.auth;
          isKnown ||= packet.type === PacketType.connect;
          return isBehind ? [] : [packet];
        },
      };
    },
  },
  {
    id: 'idle-connection-kept',
    summary: 'waits for ever for a CONNECT',
    breaks: ['311:U-3.1.4-1', '5:U-3.1.4-1'],
    options: (options) => ({ ...options, limits: { ...options.limits, connectTimeoutMs: 100_000_000 } }),
  },
];
