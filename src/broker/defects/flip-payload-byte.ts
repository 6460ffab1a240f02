import { createMessage } from '../message.ts';
import { deliveryDefect } from './delivery-defect.ts';

export const flipPayloadByte = deliveryDefect(
  {
    id: 'flip-payload-byte',
    summary: 'alters one bit in the middle of a payload',
    breaks: ['5:U-integrity', '311:U-integrity'],
    mayAlsoBreak: [],
    invariants: ['H1'],
  },
  ({ message }) => message.payload.length > 0,
  (delivery, emit) => {
    const { message } = delivery;
    const payload = Uint8Array.from(message.payload);
    const middle = payload.length >> 1;
    payload[middle] = (payload[middle] ?? 0) ^ 1;
    emit({
      ...delivery,
      message: createMessage({ ...message, payload }, message.publisher, message.receivedUs),
    });
  },
);
