import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const willNeverPublished = incomingDefect(
  {
    id: 'will-never-published',
    summary: 'forgets every Will',
    breaks: ['5:3.1.2-7', '5:3.1.2-8', '311:3.1.2-8'],
    mayAlsoBreak: ['5:3.1.2-14', '5:3.1.2-15', '311:3.1.2-16', '311:3.1.2-17'],
    invariants: ['W1'],
    packetType: PacketType.connect,
    every: 1,
  },
  ({ will, ...rest }) => (will === undefined ? undefined : [rest]),
);
