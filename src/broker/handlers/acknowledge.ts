import type { PacketType } from '../../protocol/constants.ts';
import type { Connection } from '../connection.ts';

const REASONS: ReadonlyMap<number, string> = new Map([
  [0x87, 'the topic is not allowed'],
  [0x92, 'the packet identifier is not known'],
  [0x97, 'there are too many retained messages'],
]);

/** PUBACK, PUBREC, PUBREL or PUBCOMP; with a Reason String only if the client wants such (5:3.1.2-29). */
export function acknowledge(
  connection: Connection,
  type:
    | typeof PacketType.puback
    | typeof PacketType.pubrec
    | typeof PacketType.pubrel
    | typeof PacketType.pubcomp,
  packetId: number,
  reasonCode: number,
): void {
  const reasonString = connection.wantsProblemInformation ? REASONS.get(reasonCode) : undefined;
  connection.send({
    type,
    packetId,
    reasonCode,
    ...(reasonString === undefined ? {} : { properties: { reasonString } }),
  });
}
