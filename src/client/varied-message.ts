import { assert } from '../base/assert.ts';
import {
  contentChecksum,
  fillerChecksum,
  LONG_STAMP_BYTES,
  STAMP_PROPERTY,
  stampFromText,
  stampText,
  type Stamp,
  type StampCodec,
  type StampReading,
} from '../history/stamp.ts';
import type { ProtocolVersion } from '../protocol/constants.ts';
import type { Properties } from '../protocol/properties.ts';
import { PublishTemplate } from '../protocol/publish-template.ts';
import type { OutboundFlow, VariedPayload } from './types.ts';

/** What tells one message of a flow from the next. */
export interface MessageTimes {
  readonly seq: number;
  readonly intendedUs: number;
  readonly sentUs: number;
}

/** Whether the Topic Alias of a message stands beside its topic, in place of it, or is not used. */
export type AliasUse = 'none' | 'establish' | 'use';

const stamp: Stamp = { qos: 0, flow: 0, seq: 0, sentUs: 0, lagUs: 0 };
const detached = Buffer.alloc(LONG_STAMP_BYTES);

/** Payload and properties of one message, stamped. Valid until the next call. */
export function stampedContent(
  message: OutboundFlow,
  varied: VariedPayload,
  times: MessageTimes,
  stamps: StampCodec,
): { readonly payload: Buffer; readonly properties: Properties } {
  const payload = varied.payload(times.seq, times.sentUs);
  stamp.qos = message.qos;
  stamp.flow = message.flow;
  stamp.seq = times.seq;
  stamp.sentUs = times.sentUs;
  stamp.lagUs = times.sentUs - times.intendedUs;
  if (varied.carrier === 'payload')
    stamps.write(payload, 0, payload.length, stamp, fillerChecksum(payload, 0, payload.length));
  const correlationData = varied.correlationData?.(times.seq);
  const given = correlationData === undefined ? varied.properties : { ...varied.properties, correlationData };
  if (varied.carrier !== 'user-property') return { payload, properties: given };
  stamps.write(detached, 0, LONG_STAMP_BYTES, stamp, contentChecksum(payload, 0, payload.length));
  const userProperties = [...(given.userProperties ?? []), [STAMP_PROPERTY, stampText(detached)] as const];
  return { payload, properties: { ...given, userProperties } };
}

/** One message as a packet of its own. */
export function encodeVaried(
  message: OutboundFlow,
  varied: VariedPayload,
  times: MessageTimes,
  link: { readonly version: ProtocolVersion; readonly stamps: StampCodec; readonly alias: AliasUse },
): PublishTemplate {
  const { version, stamps, alias } = link;
  assert(version === 5 || varied.carrier !== 'user-property', 'MQTT 3.1.1 has no User Property');
  const { payload, properties } = stampedContent(message, varied, times, stamps);
  const aliased = alias === 'none' || message.alias === undefined ? {} : { topicAlias: message.alias.number };
  return new PublishTemplate({
    topic: alias === 'use' ? '' : varied.topic,
    qos: message.qos,
    retain: message.retain,
    payload,
    version,
    ...(version === 5 ? { properties: { ...properties, ...aliased } } : {}),
  });
}

/** Reads the stamp in `text`, the value of a User Property that came with the payload at `start … end`. */
export function readCarriedStamp(
  stamps: StampCodec,
  text: string,
  content: { readonly bytes: Buffer; readonly start: number; readonly end: number },
  nowUs: number,
): StampReading {
  const carried = stampFromText(text);
  if (carried === undefined) return 'unstamped';
  return stamps.readDetached(carried, contentChecksum(content.bytes, content.start, content.end), nowUs);
}
