import { assert } from '../base/assert.ts';
import {
  contentChecksum,
  LONG_STAMP_BYTES,
  STAMP_PROPERTY,
  stampText,
  type StampCodec,
} from '../history/stamp.ts';
import type { WillMessage } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import type { WillSpec } from './types.ts';

/** What marks the Will of one connection. */
export interface WillStamp {
  readonly stamps: StampCodec;
  /** Counts the connections of the client from 1. */
  readonly connection: number;
  readonly nowUs: number;
}

/** The Will of one connection, stamped so that it is known again when the broker publishes it. */
export function willMessage(will: WillSpec, isV5: boolean, mark: WillStamp | undefined): WillMessage {
  const { topic, qos, retain, delaySeconds, carrier = 'none' } = will;
  const payload = will.payload === undefined ? Buffer.alloc(LONG_STAMP_BYTES) : Buffer.from(will.payload);
  assert(mark !== undefined || carrier === 'none', 'a Will with a stamp needs one');
  const properties: Properties = { ...will.properties };
  if (carrier === 'payload') writeStamp(payload, will, mark, 0);
  if (carrier === 'user-property') {
    const stamp = Buffer.alloc(LONG_STAMP_BYTES);
    writeStamp(stamp, will, mark, contentChecksum(payload, 0, payload.length));
    properties.userProperties = [[STAMP_PROPERTY, stampText(stamp)], ...(properties.userProperties ?? [])];
  }
  if (delaySeconds !== undefined) properties.willDelayInterval = delaySeconds;
  const hasProperties = isV5 && Object.keys(properties).length > 0;
  return { topic, payload, qos, retain, ...(hasProperties ? { properties } : {}) };
}

function writeStamp(
  bytes: Buffer,
  { flow = 0, qos }: WillSpec,
  mark: WillStamp | undefined,
  contentSum: number,
): void {
  if (mark === undefined) return;
  const { stamps, connection, nowUs } = mark;
  const stamp = { qos, flow, seq: connection - 1, sentUs: nowUs, lagUs: 0 };
  stamps.write(bytes, 0, LONG_STAMP_BYTES, stamp, contentSum);
}
