import { deliveryDefect } from './delivery-defect.ts';

export const duplicateQos2Delivery = deliveryDefect(
  {
    id: 'duplicate-qos2-delivery',
    summary: 'delivers a QoS 2 message in two exchanges with an identifier each',
    breaks: ['5:4.3.3-10', '311:4.3.3-2'],
    mayAlsoBreak: [],
    invariants: ['Q2-2'],
  },
  ({ qos }) => qos === 2,
  (delivery, emit) => {
    emit(delivery);
    emit(delivery);
  },
);
