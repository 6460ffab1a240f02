import { defect } from './defect.ts';
import { PacketType } from '../../protocol/constants.ts';

export const secondConnectIgnored = defect(
  {
    id: 'second-connect-ignored',
    summary: 'takes no notice of a second CONNECT',
    breaks: ['5:3.1.0-2', '311:3.1.0-2'],
    mayAlsoBreak: [],
    invariants: [],
  },
  (isDue) => ({
    incoming: ({ clientId }, packet) =>
      packet.type === PacketType.connect && clientId !== '' && isDue() ? [] : [packet],
  }),
  1,
);
