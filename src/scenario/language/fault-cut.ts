/** Cuts at a named point of the protocol. */
import type { FaultAction } from '../../fault/types.ts';
import { PacketType } from '../../protocol/constants.ts';
import type { Kind } from '../kinds/kind.ts';
import { integer, oneOf } from '../kinds/scalars.ts';
import type { Reader } from '../reader.ts';
import type { SourceNode } from '../source-tree.ts';
import { direction, fault, type Direct } from './fault-parts.ts';

const CUT_PACKETS = {
  connect: PacketType.connect,
  connack: PacketType.connack,
  publish: PacketType.publish,
  puback: PacketType.puback,
  pubrec: PacketType.pubrec,
  pubrel: PacketType.pubrel,
  pubcomp: PacketType.pubcomp,
  subscribe: PacketType.subscribe,
  suback: PacketType.suback,
  unsubscribe: PacketType.unsubscribe,
  unsuback: PacketType.unsuback,
  pingreq: PacketType.pingreq,
  pingresp: PacketType.pingresp,
  disconnect: PacketType.disconnect,
} as const;
type PacketWord = keyof typeof CUT_PACKETS;

const packetWord: Kind<PacketWord> = oneOf(...(Object.keys(CUT_PACKETS) as [PacketWord, ...PacketWord[]]));

interface Cut extends Direct {
  readonly before?: PacketWord;
  readonly after?: PacketWord;
  readonly within?: PacketWord;
  readonly byte?: number;
  readonly nth: number;
  readonly how: 'reset' | 'fin' | 'half-open';
  readonly times: number;
}

export const cut = fault<Cut>(
  'cut',
  {
    direction: { ...direction, description: 'Which packets count: those on that way.' },
    before: { kind: packetWord, description: 'Nothing of that packet passes any more.' },
    after: { kind: packetWord, description: 'That packet is the last that passes.' },
    within: { kind: packetWord, description: 'The first bytes of that packet are the last that pass.' },
    byte: {
      kind: integer({ min: 1, max: 268_435_460 }),
      description: 'How many bytes of it, with `within`.',
    },
    nth: {
      kind: integer({ min: 1, max: 1_000_000_000 }),
      description: 'The how manieth such packet on a connection.',
      fallback: 1,
    },
    how: {
      kind: oneOf('reset', 'fin', 'half-open'),
      description: 'TCP reset; orderly end without DISCONNECT; or silence in which all is lost.',
      fallback: 'reset',
    },
    times: {
      kind: integer({ min: 1, max: 1_000_000 }),
      description: 'How often each client is cut.',
      fallback: 1,
    },
  },
  cutOf,
);

function cutOf(value: Cut, node: SourceNode, reader: Reader): readonly FaultAction[] | undefined {
  const { before, after, within, byte, nth, how, times, direction: way } = value;
  const [packet, second] = [before, after, within].filter((word) => word !== undefined);
  const start = { start: node.span.start, end: node.span.start + 1 };
  if (packet === undefined || second !== undefined) {
    reader.report('conflicting-keys', start, '`cut` needs one of `before`, `after` and `within`');
    return undefined;
  }
  if ((within === undefined) !== (byte === undefined)) {
    reader.report('conflicting-keys', start, '`within` and `byte` belong together');
    return undefined;
  }
  const passes = before === undefined ? byte : 0;
  return [
    {
      kind: 'cut',
      at: { packet: CUT_PACKETS[packet], direction: way, nth },
      ...(passes === undefined ? {} : { passes }),
      how,
      times,
    },
  ];
}
