import { defect } from './defect.ts';

export const deliverUnmatchedTopic = defect(
  {
    id: 'deliver-unmatched-topic',
    summary: 'delivers a message to a client whose subscriptions do not match its topic',
    breaks: ['5:3.3.2-3', '311:3.3.2-3'],
    mayAlsoBreak: ['5:4.7.3-4', '311:4.7.3-4', '5:3.1.3-2', '311:3.1.3-2'],
    invariants: ['H2'],
  },
  (isDue) => ({
    routed({ message, strangers, deliver }) {
      if (!isDue()) return;
      const stranger = strangers().find(
        ({ outlet, clientId }) => outlet !== undefined && clientId !== message.publisher,
      );
      if (stranger === undefined) return;
      deliver(stranger, {
        message,
        qos: message.qos,
        retain: false,
        identifiers: undefined,
        share: undefined,
      });
    },
  }),
);
