import { deliveryDefect } from './delivery-defect.ts';

export const retainedIdentifierLost = deliveryDefect(
  {
    id: 'retained-identifier-lost',
    summary: 'sends retained messages without the Subscription Identifier of the SUBSCRIBE that they answer',
    breaks: ['5:3.3.4-3'],
    mayAlsoBreak: ['5:3.3.4-4', '5:3.3.4-5'],
    invariants: ['N3'],
  },
  ({ retain, identifiers }) => retain && identifiers !== undefined,
  (delivery, emit) => emit({ ...delivery, identifiers: undefined }),
);
