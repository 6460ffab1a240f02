import { PacketType } from '../../protocol/constants.ts';
import type { DecodeError } from '../../protocol/decode.ts';
import type { Connection } from '../connection.ts';

/** Connect Return Codes of 3.1.1 for the Reason Codes of 5.0; where none fits there is no CONNACK (311:3.2.2-6). */
const RETURN_CODES: ReadonlyMap<number, number> = new Map([
  [0x84, 1],
  [0x85, 2],
  [0x88, 3],
  [0x89, 3],
  [0x97, 3],
  [0x86, 4],
  [0x87, 5],
]);

/** Refuses a CONNECT and closes (5:3.2.2-7, 311:3.2.2-5). Session Present is 0 (5:3.2.2-6). */
export function refuse(connection: Connection, reasonCode: number, reason: string): void {
  if (connection.version === 5) {
    const properties = { reasonString: reason };
    connection.send({ type: PacketType.connack, sessionPresent: false, reasonCode, properties });
  } else {
    const returnCode = RETURN_CODES.get(reasonCode);
    if (returnCode !== undefined) {
      connection.send({ type: PacketType.connack, sessionPresent: false, reasonCode: returnCode });
    }
  }
  connection.end();
}

/**
 * Answers bytes that are no legal CONNECT. In 5.0 CONNACK may tell why; 3.1.1 wants silence (311:3.1.4-1)
 * but for an unsupported level (311:3.1.2-2). Anything else before CONNACK gets no answer (5:3.14.0-1).
 */
export function refuseBadBytes(connection: Connection, error: DecodeError): void {
  const isConnect = connection.phase === 'authenticating' || error.packetType === PacketType.connect;
  const version = error.version ?? connection.version;
  if (!isConnect || (version === 4 && error.clause !== '311:3.1.2-2')) {
    connection.end();
    return;
  }
  connection.version = version;
  connection.writer.setVersion(version);
  refuse(connection, error.reasonCode, error.message);
}
