import { defect } from './defect.ts';

export const unfinishedQos2Rerouted = defect(
  {
    id: 'unfinished-qos2-rerouted',
    summary: 'gives an unfinished QoS 2 message of an ended session to another member',
    breaks: ['5:4.8.2-5'],
    mayAlsoBreak: [],
    invariants: ['G2'],
  },
  (isDue) => ({ reroutes: () => isDue() }),
  1,
);
