import { createMessage } from '../message.ts';
import { deliveryDefect } from './delivery-defect.ts';

export const phantomMessage = deliveryDefect(
  {
    id: 'phantom-message',
    summary: 'delivers, beside a message, another one that nobody has published',
    breaks: ['5:U-integrity', '311:U-integrity'],
    mayAlsoBreak: [],
    invariants: ['H1'],
  },
  () => true,
  (delivery, emit) => {
    const { message } = delivery;
    const payload = Uint8Array.from(message.payload, (byte, at) => byte ^ (at * 7 + 0x5a));
    emit(delivery);
    emit({
      ...delivery,
      message: createMessage({ ...message, payload }, message.publisher, message.receivedUs),
    });
  },
);
