/** Reason Strings and User Properties that make a packet larger than its receiver takes. */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { Packet } from '../../../src/protocol/packets.ts';
import type { Properties } from '../../../src/protocol/properties.ts';
import type { Clause } from '../../../src/protocol/clause.ts';
import { isA, withProperties, type Mutant } from './mutant.ts';

const EXPLAINED: ReadonlySet<number> = new Set([
  PacketType.connack,
  PacketType.puback,
  PacketType.pubrec,
  PacketType.pubrel,
  PacketType.pubcomp,
  PacketType.suback,
  PacketType.unsuback,
  PacketType.disconnect,
  PacketType.auth,
]);

/** Behind the broker, which would leave them out where they do not fit. */
function beyond(
  name: string,
  properties: Properties,
  breaks: readonly Clause[],
  mayAlsoBreak: readonly Clause[] = [],
): Mutant {
  return {
    id: `${name}-beyond-maximum`,
    summary: `adds a ${name.replace('-', ' ')} to every packet, however small a Maximum Packet Size the client has`,
    breaks,
    mayAlsoBreak: ['5:3.1.2-24', ...mayAlsoBreak],
    tamper: () => () => {
      let isWanted = true;
      return {
        toBroker: (packet) => {
          if (isA(packet, PacketType.connect))
            isWanted = packet.properties?.requestProblemInformation !== false;
          return [packet];
        },
        toClient: (packet) => [isWanted ? explained(packet, properties) : packet],
      };
    },
  };
}

function explained(packet: Packet, more: Properties): Packet {
  return EXPLAINED.has(packet.type) && packet.type !== PacketType.publish
    ? withProperties(packet as Extract<Packet, { properties?: Properties }>, more)
    : packet;
}

export const OPTIONAL_PROPERTY_MUTANTS: readonly Mutant[] = [
  beyond('reason-string', { reasonString: 'because' }, [
    '5:3.2.2-19',
    '5:3.4.2-2',
    '5:3.5.2-2',
    '5:3.6.2-2',
    '5:3.7.2-2',
    '5:3.9.2-1',
    '5:3.11.2-1',
    '5:3.14.2-3',
    '5:3.15.2-2',
  ]),
  beyond(
    'user-property',
    { userProperties: [['why', 'because']] },
    [
      '5:3.2.2-20',
      '5:3.4.2-3',
      '5:3.5.2-3',
      '5:3.6.2-3',
      '5:3.7.2-3',
      '5:3.9.2-2',
      '5:3.11.2-2',
      '5:3.14.2-4',
      '5:3.15.2-3',
    ],
    // Beside a Reason String it cannot be told which of them is too much.
    ['5:3.2.2-19', '5:3.6.2-2', '5:3.7.2-2', '5:3.14.2-3'],
  ),
];
