/**
 * What has to work before a broken packet says anything: where the target does not act on a sound packet of the same type either,
 * that it lets a broken one pass is not for what is broken in it.
 */
import { PacketType } from '../../protocol/constants.ts';
import type { Malformation } from '../../protocol/malformed/catalogue.ts';
import type { Packet } from '../../protocol/packets.ts';
import type { Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

/** Ends the case without a verdict unless a sound packet of the entry's type does what it should. */
export async function requireSoundHandling(c: CaseContext, entry: Malformation): Promise<void> {
  switch (entry.packetType) {
    case PacketType.puback:
    case PacketType.pubrec:
    case PacketType.pubrel:
    case PacketType.pubcomp:
      return requireRead(c, { type: entry.packetType, packetId: 1, reasonCode: 0 });
    case PacketType.disconnect:
      return requireEnd(c, { type: PacketType.disconnect, reasonCode: c.is5 ? 0x80 : 0 }, 'DISCONNECT');
    case PacketType.auth:
      // A method that was not agreed on is asked about by that statement itself.
      if (!c.is5 || entry.clauses[5] === '5:U-3.15-1') return;
      return requireEnd(c, UNASKED, 'AUTH, which nothing was agreed on for,');
    default:
      return;
  }
}

const UNASKED = {
  type: PacketType.auth,
  reasonCode: 0x19,
  properties: { authenticationMethod: 'none' },
} as const;

/** An acknowledgement of nothing may be refused, or passed over; but what comes behind it has to be read. */
async function requireRead(c: CaseContext, packet: Packet): Promise<void> {
  const client = await sent(c, packet);
  client.send({ type: PacketType.pingreq });
  const isRead = (await client.take(PacketType.pingresp)) !== undefined || (await client.ended());
  c.require(isRead, 'behind a sound packet of that type nothing is read either');
}

async function requireEnd(c: CaseContext, packet: Packet, name: string): Promise<void> {
  const client = await sent(c, packet);
  c.require(await client.ended(), `a sound ${name} does not end the connection either`);
}

async function sent(c: CaseContext, packet: Packet): Promise<Client> {
  const client = await c.connect();
  await client.ping();
  client.stopJudging();
  client.send(packet);
  return client;
}
