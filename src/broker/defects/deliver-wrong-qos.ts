import { deliveryDefect } from './delivery-defect.ts';

export const deliverWrongQos = deliveryDefect(
  {
    id: 'deliver-wrong-qos',
    summary: 'delivers at the published QoS where the granted one is lower',
    breaks: ['5:3.8.4-8', '311:3.8.4-6'],
    mayAlsoBreak: ['5:4.8.2-3'],
    invariants: ['H3'],
  },
  ({ message, qos }) => message.qos > qos,
  (delivery, emit) => emit({ ...delivery, qos: delivery.message.qos }),
);
