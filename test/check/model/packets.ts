/** The packets of the model: only what decides about delivery. */
import type { QoS } from '../../../src/protocol/constants.ts';

export interface ModelMessage {
  readonly flow: number;
  readonly seq: number;
}

export interface ModelPublish extends ModelMessage {
  readonly type: 'publish';
  readonly qos: QoS;
  readonly id: number;
  readonly dup: boolean;
}

export type UpPacket =
  | { readonly type: 'connect'; readonly clean: boolean; readonly persistent: boolean }
  | ModelPublish
  | { readonly type: 'subscribe'; readonly id: number; readonly filter: string; readonly qos: QoS }
  | { readonly type: 'unsubscribe'; readonly id: number; readonly filter: string }
  | { readonly type: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp'; readonly id: number };

export type DownPacket =
  | { readonly type: 'connack'; readonly present: boolean }
  | ModelPublish
  | { readonly type: 'suback'; readonly id: number; readonly code: number }
  | { readonly type: 'unsuback' | 'puback' | 'pubrec' | 'pubrel' | 'pubcomp'; readonly id: number };

/** One connection: two queues. What is in them when it is cut never arrives. */
export interface Link {
  readonly client: number;
  readonly connection: number;
  readonly persistent: boolean;
  readonly up: UpPacket[];
  readonly down: DownPacket[];
  /** The broker still reads and writes. */
  brokerOpen: boolean;
  /** The broker has accepted the CONNECT. */
  accepted: boolean;
}
