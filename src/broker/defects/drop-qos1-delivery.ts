import { deliveryDefect } from './delivery-defect.ts';

export const dropQos1Delivery = deliveryDefect(
  {
    id: 'drop-qos1-delivery',
    summary: 'acknowledges a QoS 1 message and never delivers it',
    breaks: ['5:4.5.0-1', '311:4.5.0-1'],
    mayAlsoBreak: ['5:4.3.2-4', '311:4.3.2-2'],
    invariants: ['Q1-1'],
  },
  ({ qos }) => qos === 1,
  () => undefined,
);
