import { defect } from './defect.ts';
import { PacketType } from '../../protocol/constants.ts';

const CLIENTS_MAX = 10_000;

export const noLocalToAll = defect(
  {
    id: 'no-local-to-all',
    summary: 'keeps everybody’s messages from a client that subscribes with No Local',
    breaks: ['5:4.5.0-1'],
    mayAlsoBreak: ['5:3.8.3-3'],
    invariants: ['Q1-1', 'Q2-1'],
  },
  (isDue) => {
    const clients = new Set<string>();
    return {
      incoming({ clientId }, packet) {
        const asks =
          packet.type === PacketType.subscribe && packet.subscriptions.some(({ noLocal }) => noLocal);
        if (asks && clients.size < CLIENTS_MAX) clients.add(clientId);
        return [packet];
      },
      deliver(session, delivery, emit) {
        if (!clients.has(session.clientId) || !isDue()) emit(delivery);
      },
    };
  },
  1,
);
