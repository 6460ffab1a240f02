import type { IClientPublishOptions } from 'mqtt';
import type { StampCodec } from '../history/stamp.ts';
import type { OutboundFlow } from './types.ts';
import { stampedContent, type MessageTimes } from './varied-message.ts';

/** A message as npm `mqtt` takes it: its payload, stamped, and its options. The memory is the library's from then on. */
export function referenceMessage(
  message: OutboundFlow,
  times: MessageTimes,
  stamps: StampCodec,
): { readonly payload: Buffer; readonly options: IClientPublishOptions } {
  const { qos, retain, varied } = message;
  if (varied === undefined)
    return { payload: fixedPayload(message, times, stamps), options: { qos, retain } };
  const { payload, properties } = stampedContent(message, varied, times, stamps);
  const { userProperties } = properties;
  return {
    payload: Buffer.from(payload),
    options: {
      qos,
      retain,
      ...(userProperties === undefined
        ? {}
        : { properties: { userProperties: Object.fromEntries(userProperties) } }),
    },
  };
}

function fixedPayload(message: OutboundFlow, times: MessageTimes, stamps: StampCodec): Buffer {
  const { template, payloadBytes, fillerSum, flow, qos } = message;
  const { seq, sentUs, intendedUs } = times;
  const packet = Buffer.allocUnsafe(template.size);
  template.copyInto(packet, 0);
  const stamp = { qos, flow, seq, sentUs, lagUs: sentUs - intendedUs };
  stamps.write(packet, template.payloadOffset, payloadBytes, stamp, fillerSum);
  return packet.subarray(template.payloadOffset);
}
