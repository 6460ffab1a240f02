import { PacketType, type ProtocolVersion } from '../../../src/protocol/constants.ts';
import { encodePacket } from '../../../src/protocol/encode.ts';
import type { Packet } from '../../../src/protocol/packets.ts';
import type { Dial } from '../../../src/conformance/context.ts';

let clients = 0;

/** A connection of the proxy's own: what a broker would do by itself, it has done by a client that nobody sees. */
export function sideClient(
  dial: Dial,
  version: ProtocolVersion,
): { send(...packets: readonly Packet[]): void } {
  clients += 1;
  const none = (): void => undefined;
  const transport = dial({ onOpen: none, onBytes: none, onDrain: none, onEnd: none, onClose: none });
  const send = (...packets: readonly Packet[]): void => {
    for (const packet of packets) transport.write(Uint8Array.from(encodePacket(packet, version)));
  };
  send({
    type: PacketType.connect,
    protocolName: 'MQTT',
    protocolVersion: version,
    cleanStart: true,
    keepAlive: 0,
    clientId: `side${clients}`,
  });
  return { send };
}
