/** Access rules beyond what defects of the broker break: refused clients, and what is retained. */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { ConnectPacket } from '../../../src/protocol/packets.ts';
import { isA, type Mutant } from './mutant.ts';
import { sideClient } from './side-client.ts';

/** Whether the usual target refuses it: there is one user whose password is not the right one. */
function isRefused({ password }: ConnectPacket): boolean {
  return password !== undefined && Buffer.from(password).toString().startsWith('not ');
}

export const ACCESS_MUTANTS: readonly Mutant[] = [
  {
    id: 'refused-client-heard',
    summary: 'publishes what a client sends that it refuses',
    breaks: ['311:3.1.4-5', '5:3.1.4-6'],
    tamper: (version) => (handle) => {
      let isShut = false;
      return {
        toBroker: (packet) => {
          if (isA(packet, PacketType.connect)) isShut = isRefused(packet);
          else if (isShut && packet.type === PacketType.publish) {
            sideClient(handle.dial, version).send(packet);
            return [];
          }
          return [packet];
        },
      };
    },
  },
  {
    id: 'refused-will-published',
    summary: 'publishes the Will of a client that it refuses',
    breaks: ['311:ACL-c', '5:ACL-c'],
    tamper: (version) => (handle) => ({
      toBroker: (packet) => {
        if (isA(packet, PacketType.connect) && packet.will !== undefined && isRefused(packet)) {
          const { topic, payload } = packet.will;
          const message = {
            type: PacketType.publish,
            dup: false,
            qos: 0,
            retain: false,
            topic,
            payload,
          } as const;
          sideClient(handle.dial, version).send(message);
        }
        return [packet];
      },
    }),
  },
  {
    id: 'retain-bypasses-access',
    summary: 'looks at access rules only where a PUBLISH has RETAIN 0',
    breaks: ['311:ACL-2', '5:ACL-2'],
    intercept: () => {
      let isRetained = false;
      return {
        incoming: (_owner, packet) => {
          if (isA(packet, PacketType.publish)) isRetained = packet.retain;
          return [packet];
        },
        overrides: (question) => question.action === 'publish' && question.way === 'topic' && isRetained,
      };
    },
  },
  {
    id: 'wrong-password-let-in',
    summary: 'lets a user in whatever the password is',
    breaks: ['311:U-3.1.4-2', '5:3.1.4-2'],
    options: (options) => ({ ...options, authenticate: ({ username }) => ({ ok: true, username }) }),
  },
];
