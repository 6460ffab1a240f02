import { deliveryDefect } from './delivery-defect.ts';

export const dropQos2Delivery = deliveryDefect(
  {
    id: 'drop-qos2-delivery',
    summary: 'completes a QoS 2 message with its publisher and never delivers it',
    breaks: ['5:4.5.0-1', '311:4.5.0-1'],
    mayAlsoBreak: ['5:4.3.3-8', '5:4.3.3-11', '311:4.3.3-2'],
    invariants: ['Q2-1'],
  },
  ({ qos }) => qos === 2,
  () => undefined,
);
