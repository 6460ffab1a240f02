/** Enhanced Authentication (sections 3.15, 4.12). */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { AuthPacket, Packet } from '../../../src/protocol/packets.ts';
import { withoutProperties } from '../../../src/broker/defects/without-properties.ts';
import { EMBEDDED_EXCHANGE } from '../../../src/cli/conformance/embedded-target.ts';
import { isA, replacing, withProperties, type Mutant } from './mutant.ts';

const { method: METHOD } = EMBEDDED_EXCHANGE;

/** Alters AUTH of clients, before CONNACK or after it. */
function inAuth(
  when: 'before CONNACK' | 'after CONNACK',
  change: (packet: AuthPacket) => AuthPacket,
): Pick<Mutant, 'tamper'> {
  return {
    tamper: () => () => {
      let isAccepted = false;
      return {
        toClient: (packet) => {
          isAccepted ||= packet.type === PacketType.connack;
          return [packet];
        },
        toBroker: (packet) =>
          isA(packet, PacketType.auth) && isAccepted === (when === 'after CONNACK')
            ? [change(packet)]
            : [packet],
      };
    },
  };
}

function outgoing(change: (packet: Packet) => Packet): Pick<Mutant, 'intercept'> {
  return { intercept: () => ({ outgoing: (_owner, packet) => [change(packet)] }) };
}

export const AUTHENTICATION_MUTANTS: readonly Mutant[] = [
  {
    id: 'unknown-method-ignored',
    summary: 'lets clients in whose Authentication Method it does not know',
    breaks: ['5:4.12.0-1'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) =>
        packet.properties?.authenticationMethod === METHOD
          ? undefined
          : withoutProperties(packet, ['authenticationMethod', 'authenticationData']),
      ),
    }),
  },
  {
    id: 'challenge-with-success',
    summary: 'asks on with AUTH 0x00',
    breaks: ['5:4.12.0-2'],
    ...outgoing((packet) =>
      isA(packet, PacketType.auth) && packet.reasonCode === 0x18 ? { ...packet, reasonCode: 0 } : packet,
    ),
  },
  {
    id: 'auth-without-method',
    summary: 'names another Authentication Method in AUTH',
    breaks: ['5:4.12.0-5'],
    ...outgoing((packet) =>
      isA(packet, PacketType.auth) ? withProperties(packet, { authenticationMethod: 'another' }) : packet,
    ),
  },
  {
    id: 'connack-without-method',
    summary: 'leaves the Authentication Method out of CONNACK',
    breaks: ['5:4.12.0-5'],
    ...outgoing((packet) =>
      isA(packet, PacketType.connack)
        ? (withoutProperties(packet, ['authenticationMethod', 'authenticationData']) ?? packet)
        : packet,
    ),
  },
  {
    id: 'answer-code-unread',
    summary: 'does not look at the Reason Code of a client’s AUTH',
    breaks: ['5:4.12.0-3'],
    ...inAuth('before CONNACK', (packet) => ({ ...packet, reasonCode: 0x18 })),
  },
  {
    id: 'answer-data-unread',
    summary: 'takes any authentication data for the right one',
    breaks: ['5:4.12.0-4'],
    ...inAuth('before CONNACK', (packet) =>
      withProperties(packet, { authenticationData: EMBEDDED_EXCHANGE.answers[0] ?? Buffer.from('') }),
    ),
  },
  {
    id: 'answer-method-unread',
    summary: 'does not look at the Authentication Method of a client’s AUTH',
    breaks: ['5:4.12.0-5'],
    ...inAuth('before CONNACK', (packet) => withProperties(packet, { authenticationMethod: METHOD })),
  },
  {
    id: 'method-unasked',
    summary: 'names an Authentication Method to clients that have none',
    breaks: ['5:4.12.0-6'],
    ...outgoing((packet) =>
      isA(packet, PacketType.connack) && packet.reasonCode === 0
        ? withProperties(packet, { authenticationMethod: METHOD })
        : packet,
    ),
  },
  {
    id: 'auth-unasked-ignored',
    summary: 'ignores AUTH of clients without Authentication Method',
    breaks: ['5:4.12.0-7', '5:U-3.15-1'],
    tamper: () => () => {
      let hasMethod = false;
      return {
        toBroker: (packet) => {
          if (isA(packet, PacketType.connect))
            hasMethod = packet.properties?.authenticationMethod !== undefined;
          return packet.type === PacketType.auth && !hasMethod ? [] : [packet];
        },
        // Whatever is wrong with it.
        broken: (_bytes, error) => (error?.packetType === PacketType.auth && !hasMethod ? [] : undefined),
      };
    },
    cases: ({ id }) => /auth|^5:(?:U-)?3\.15|^5:4\.12/u.test(id),
  },
  {
    id: 'reauthentication-method-unread',
    summary: 'does not look at the Authentication Method of a re-authentication',
    breaks: ['5:4.12.1-1'],
    ...inAuth('after CONNACK', (packet) => withProperties(packet, { authenticationMethod: METHOD })),
  },
  {
    id: 'reauthentication-always-succeeds',
    summary: 'takes any data of a re-authentication for the right one',
    breaks: ['5:4.12.1-2'],
    ...inAuth('after CONNACK', (packet) =>
      withProperties(packet, { authenticationData: EMBEDDED_EXCHANGE.answers[0] ?? Buffer.from('') }),
    ),
  },
];
