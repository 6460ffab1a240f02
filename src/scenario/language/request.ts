/** Request and response: 5.0 has properties for it (section 4.10), at 3.1.1 the topics alone say what belongs together. */
import { object } from '../kinds/collections.ts';
import type { Kind } from '../kinds/kind.ts';
import { groupNames } from '../kinds/members.ts';
import { duration, rate } from '../kinds/quantities.ts';
import { integer } from '../kinds/scalars.ts';
import { topicName } from '../kinds/topics.ts';
import type * as Language from '../types.ts';
import { members } from './actions.ts';
import { MESSAGES_PER_CLIENT_MAX } from './limits.ts';
import { payload } from './payload.ts';
import { PER_CLIENT } from './per-client.ts';
import { qos } from './values.ts';

export const request: Kind<Language.RequestSpec> = object<Language.RequestSpec>(
  { what: '`request`' },
  {
    ...members,
    clients: { ...members.clients, description: 'Who asks: a client group, a list of groups, or `all`.' },
    topic: {
      kind: topicName(PER_CLIENT),
      description: 'Topic Name of the requests; may differ by ${index} of whoever asks.',
      required: true,
    },
    responders: {
      kind: groupNames,
      description: 'Who answers each request that it gets, once: groups that subscribe to the topic.',
      required: true,
    },
    responseTopic: {
      kind: topicName(PER_CLIENT),
      description:
        'Where the answers go, a property of each request at 5.0; may differ by ${index} of whoever asks, who subscribes to it.',
      required: true,
    },
    qos: { kind: qos, description: 'QoS of requests and answers.', required: true },
    payload: {
      kind: payload,
      description: 'What requests and answers carry, with a stamp: it tells what an answer belongs to.',
      fallback: { content: { kind: 'size', bytes: 256 }, stamp: 'payload' },
    },
    count: {
      kind: integer({ min: 1, max: MESSAGES_PER_CLIENT_MAX }),
      description: 'Requests of each client.',
    },
    rate: {
      kind: rate,
      description:
        'Requests a second of each client. Where absent, the next goes out when an answer has come.',
    },
    totalRate: { kind: rate, description: 'Requests a second of all clients of the step together.' },
    for: { kind: duration({ min: 1 }), description: 'How long requests are due.' },
    window: {
      kind: integer({ min: 1, max: 65_535 }),
      description:
        'Requests of each client that have no answer yet, at most; with a rate, more wait their turn.',
      fallback: 1,
    },
    timeout: {
      kind: duration({ min: 1_000 }),
      description: 'A request without an answer for so long is given up, and counted.',
      fallback: 10_000_000,
    },
  },
);
