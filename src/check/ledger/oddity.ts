/** What can be odd about one delivery, seen on its own connection. What it proves is decided when both sides are known. */
import type { QoS } from '../../protocol/constants.ts';
import type { WitnessPacket } from '../../history/witness.ts';

export type Oddity =
  /** A first copy came behind a later message of its flow. */
  | 'late'
  /** Sent again on the connection that had brought it, under the same Packet Identifier. */
  | 'resent-same-id'
  /** Sent again with DUP on the connection that had brought it, under another or an unknown Packet Identifier. */
  | 'resent-other-id'
  /** Sent again after a resume, under another Packet Identifier. */
  | 'id-changed'
  /** Sent again after a resume, behind a later message of its flow on the same connection. */
  | 'regress'
  /** DUP on a message of which this session cannot have been sent a copy. */
  | 'dup-unfounded'
  /** DUP on a QoS 0 message. */
  | 'dup-qos0'
  /** A QoS 2 PUBLISH sent again in its exchange, without DUP. */
  | 'dup-missing'
  /** A QoS 2 PUBLISH sent again after its PUBREL. */
  | 'after-release'
  /** A Packet Identifier used for another message while its QoS 2 exchange was open. */
  | 'id-reused'
  /** One more copy: neither a resend nor, for QoS 2, the same exchange. */
  | 'copy';

/** One odd delivery, with the packets around it. */
export interface OddSample {
  readonly oddity: Oddity;
  readonly session: number;
  readonly client: number;
  readonly connection: number;
  readonly flow: number;
  readonly seq: number;
  readonly qos: QoS;
  readonly packetId: number;
  readonly dup: boolean;
  readonly tUs: number;
  readonly witness: readonly WitnessPacket[];
}
