import { deliveryDefect } from './delivery-defect.ts';

export const duplicateQos0Delivery = deliveryDefect(
  {
    id: 'duplicate-qos0-delivery',
    summary: 'delivers a QoS 0 message twice',
    breaks: ['5:4.3.1-1', '311:4.3.1-1'],
    mayAlsoBreak: [],
    invariants: ['Q0-1'],
  },
  ({ qos }) => qos === 0,
  (delivery, emit) => {
    emit(delivery);
    emit(delivery);
  },
);
