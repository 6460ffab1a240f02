import { deliveryDefect } from './delivery-defect.ts';

export const retainedQosNotLowered = deliveryDefect(
  {
    id: 'retained-qos-not-lowered',
    summary: 'sends retained messages at the QoS at which they were published',
    breaks: ['5:3.8.4-8', '311:3.8.4-6'],
    mayAlsoBreak: ['5:3.3.1-9', '5:U-3.3.1.3-1', '311:3.3.1-8', '311:3.3.1-6'],
    invariants: ['H3'],
  },
  ({ retain, qos, message }) => retain && qos < message.qos,
  (delivery, emit) => emit({ ...delivery, qos: delivery.message.qos }),
);
