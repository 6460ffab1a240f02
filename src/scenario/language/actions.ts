/** The steps that act, one description each. */
import { list, object, oneOrMany, type Fields } from '../kinds/collections.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { groupNames } from '../kinds/members.ts';
import { duration, rate, share } from '../kinds/quantities.ts';
import { boolean, integer, oneOf } from '../kinds/scalars.ts';
import { topicFilter, topicName } from '../kinds/topics.ts';
import type * as Language from '../types.ts';
import { PER_CLIENT } from './per-client.ts';
import { FILTERS_MAX, MESSAGES_PER_CLIENT_MAX, TOPICS_PER_CLIENT_MAX } from './limits.ts';
import { messageProperties } from './message-properties.ts';
import { payload } from './payload.ts';
import { qos, reasonCode, sessionExpiry } from './values.ts';

export const members: Fields<Language.MembersSpec> = {
  clients: { kind: groupNames, description: 'A client group, a list of groups, or `all`.', required: true },
  share: {
    kind: share,
    description:
      'The part of each group, chosen by the seed and rounded to whole clients, one at least; a larger share of a group contains a smaller one.',
  },
};

const expectReason = {
  kind: oneOrMany(reasonCode, { max: 20, what: 'Reason Codes' }),
  description: 'Reason Codes that are right here, where another answer than success is expected.',
};

const concurrency = {
  kind: integer({ min: 1, max: 100_000 }),
  description: 'Attempts under way at once.',
  fallback: 200,
};

const RETRY_DELAYS = { initialDelay: 100_000, maxDelay: 10_000_000 };
const retryTimes = integer({ min: 1, max: 1_000 });

export const retry = {
  kind: object<Language.RetrySpec>(
    { what: '`retry`', short: mapped(retryTimes, (times) => ({ times, ...RETRY_DELAYS })) },
    {
      times: { kind: retryTimes, description: 'Attempts after the first.', required: true },
      initialDelay: {
        kind: duration(),
        description: 'Wait before the second attempt; doubled after each failure, and spread by up to half.',
        fallback: RETRY_DELAYS.initialDelay,
      },
      maxDelay: {
        kind: duration(),
        description: 'The longest wait between two attempts.',
        fallback: RETRY_DELAYS.maxDelay,
      },
    },
  ),
  description: 'Connect again where an attempt failed, or the broker was busy for the moment.',
};

const connectRate = {
  kind: rate,
  description: 'New connections a second, all clients of the step together.',
};

export const connect: Kind<Language.ConnectSpec> = object<Language.ConnectSpec>(
  {
    what: '`connect`',
    short: mapped(groupNames, (clients) => ({ clients, concurrency: concurrency.fallback })),
  },
  {
    ...members,
    rate: connectRate,
    concurrency,
    retry,
    cleanStart: { kind: boolean, description: 'Clean Start of this connect; the group’s where absent.' },
    expectReason,
  },
);

const subscriptionOptions = {
  qos: { kind: qos, description: 'Maximum QoS of the subscription.' },
  noLocal: { kind: boolean, description: 'No Local (5.0).' },
  retainAsPublished: { kind: boolean, description: 'Retain As Published (5.0).' },
  retainHandling: {
    kind: oneOf('send', 'send-if-new', 'never'),
    description:
      'Retain Handling (5.0): Retained Messages at every subscribe, at a new subscription, or never.',
  },
} satisfies Partial<Fields<Language.FilterSpec>>;

const filter = { kind: topicFilter(PER_CLIENT), description: 'Topic Filter; may differ by ${index}.' };

const filterSpec: Kind<Language.FilterSpec> = object<Language.FilterSpec>(
  {
    what: 'a filter',
    short: mapped(topicFilter(PER_CLIENT), (only): Language.FilterSpec => ({ filter: only })),
  },
  { filter: { ...filter, required: true }, ...subscriptionOptions },
);

export const subscribe: Kind<Language.SubscribeSpec> = object<Language.SubscribeSpec>(
  { what: '`subscribe`' },
  {
    ...members,
    filter,
    filters: {
      kind: list(filterSpec, { max: FILTERS_MAX, what: 'Topic Filters' }),
      description: 'Several Topic Filters in one SUBSCRIBE, each with options of its own where they differ.',
    },
    ...subscriptionOptions,
    identifier: {
      kind: integer({ min: 1, max: 268_435_455 }),
      description: 'Subscription Identifier (5.0).',
    },
    rate: { kind: rate, description: 'SUBSCRIBE packets a second, all clients of the step together.' },
    expectReason,
  },
);

export const unsubscribe: Kind<Language.UnsubscribeSpec> = object<Language.UnsubscribeSpec>(
  { what: '`unsubscribe`' },
  {
    ...members,
    filter,
    filters: {
      kind: list(topicFilter(PER_CLIENT), { max: FILTERS_MAX, what: 'Topic Filters' }),
      description: 'Several Topic Filters in one UNSUBSCRIBE.',
    },
  },
);

const ramp: Kind<Language.RampSpec> = object<Language.RampSpec>(
  { what: 'a ramp' },
  {
    from: { kind: rate, description: 'Rate at the start.', required: true },
    to: { kind: rate, description: 'Rate at the end.', required: true },
  },
);

export const publish: Kind<Language.PublishSpec> = object<Language.PublishSpec>(
  { what: '`publish`' },
  {
    ...members,
    topic: {
      kind: topicName([...PER_CLIENT, 'topic']),
      description: 'Topic Name; may differ by ${index} and ${topic}.',
      required: true,
    },
    topics: {
      kind: integer({ min: 1, max: TOPICS_PER_CLIENT_MAX }),
      description: 'Topics of each client, used in turn; ${topic} numbers them from 0.',
      fallback: 1,
    },
    qos: { kind: qos, description: 'QoS of the messages.', required: true },
    payload: {
      kind: payload,
      description: 'What the messages carry: a size, or content of their own.',
      fallback: { content: { kind: 'size', bytes: 256 }, stamp: 'payload' },
    },
    retain: { kind: boolean, description: 'RETAIN flag.', fallback: false },
    count: {
      kind: integer({ min: 1, max: MESSAGES_PER_CLIENT_MAX }),
      description: 'Messages of each client.',
    },
    rate: { kind: rate, description: 'Messages a second of each client, whatever the broker does.' },
    totalRate: { kind: rate, description: 'Messages a second of all clients of the step together.' },
    for: { kind: duration({ min: 1 }), description: 'How long messages are due.' },
    arrivals: {
      kind: oneOf('constant', 'poisson'),
      description: 'Evenly spaced, or by chance at that mean rate.',
    },
    ramp: { kind: ramp, description: 'A rate of each client that changes evenly.' },
    totalRamp: { kind: ramp, description: 'A rate of all clients together that changes evenly.' },
    window: {
      kind: integer({ min: 1, max: 65_535 }),
      description:
        'No rate: as fast as the broker takes it, with so many messages of each client unacknowledged.',
    },
    whenLate: {
      kind: oneOf('catch-up', 'drop'),
      description:
        'What becomes of a message that is due while its connection cannot take it. Both are counted.',
      fallback: 'catch-up',
    },
    ...messageProperties,
    topicAlias: { kind: boolean, description: 'Use a Topic Alias from the second message on (5.0).' },
    warmUp: { kind: duration(), description: 'At the start, not part of the figures.', fallback: 0 },
    coolDown: { kind: duration(), description: 'At the end, not part of the figures.', fallback: 0 },
    expectReason,
  },
);

export const disconnect: Kind<Language.DisconnectSpec> = object<Language.DisconnectSpec>(
  { what: '`disconnect`', short: mapped(groupNames, (clients) => ({ clients, reason: 0 })) },
  {
    ...members,
    reason: {
      kind: reasonCode,
      description: 'Reason Code of DISCONNECT (5.0); 0x04 asks for the Will Message.',
      fallback: 0,
    },
    sessionExpiry: { kind: sessionExpiry, description: 'Session Expiry Interval from now on (5.0).' },
  },
);

export const drop: Kind<Language.DropSpec> = object<Language.DropSpec>(
  { what: '`drop`', short: mapped(groupNames, (clients) => ({ clients, how: 'reset' as const })) },
  {
    ...members,
    how: {
      kind: oneOf('reset', 'fin', 'half-open', 'silent'),
      description:
        'TCP reset; orderly close without DISCONNECT; an open connection on which nothing is sent or read any more; or one on which nothing is sent any more, so that the Keep Alive must end it.',
      fallback: 'reset',
    },
  },
);

export const resume: Kind<Language.ResumeSpec> = object<Language.ResumeSpec>(
  {
    what: '`resume`',
    short: mapped(groupNames, (clients) => ({ clients, concurrency: concurrency.fallback })),
  },
  {
    ...members,
    rate: connectRate,
    concurrency,
    retry,
    sessionPresent: { kind: boolean, description: 'What Session Present must be.' },
  },
);

const TAKEOVER = { concurrency: concurrency.fallback, cleanStart: false, within: 5_000_000 };

export const takeover: Kind<Language.TakeoverSpec> = object<Language.TakeoverSpec>(
  { what: '`takeover`', short: mapped(groupNames, (clients) => ({ clients, ...TAKEOVER })) },
  {
    ...members,
    rate: connectRate,
    concurrency,
    cleanStart: {
      kind: boolean,
      description: 'Clean Start of the second connection.',
      fallback: TAKEOVER.cleanStart,
    },
    within: {
      kind: duration({ min: 1_000_000 }),
      description: 'How long the broker may take to close the first connection; what it leaves open is red.',
      fallback: TAKEOVER.within,
    },
    sessionPresent: { kind: boolean, description: 'What Session Present must be.' },
  },
);

export const wait: Kind<Language.WaitSpec> = object<Language.WaitSpec>(
  { what: '`wait`', short: mapped(duration(), (us) => ({ for: us })) },
  { for: { kind: duration(), description: 'How long.', required: true } },
);

export const drain: Kind<Language.DrainSpec> = object<Language.DrainSpec>(
  { what: '`drain`', short: mapped(duration(), (us) => ({ timeout: us })) },
  {
    timeout: {
      kind: duration(),
      description:
        'Ends as soon as all that is owed has arrived, at the latest now: what is missing then is lost.',
      required: true,
    },
  },
);

const messageCount = integer({ min: 0, max: MESSAGES_PER_CLIENT_MAX });

export const expect: Kind<Language.ExpectSpec> = object<Language.ExpectSpec>(
  { what: '`expect`' },
  {
    ...members,
    filter: { ...filter, required: true },
    messages: {
      kind: messageCount,
      description: 'Exactly so many messages for each client; 0: nothing arrives.',
    },
    atLeast: { kind: messageCount, description: 'At least so many for each client.' },
    atMost: { kind: messageCount, description: 'At most so many for each client.' },
    within: { kind: duration({ min: 1_000 }), description: 'How long to wait for them.', required: true },
  },
);

const brokerDeed = oneOf('restart', 'kill9', 'pause', 'reload');
const PAUSE_US = 1_000_000;

export const restartBroker: Kind<Language.RestartBrokerSpec> = object<Language.RestartBrokerSpec>(
  { what: '`restart-broker`', short: mapped(brokerDeed, (how) => ({ how, for: PAUSE_US })) },
  {
    how: {
      kind: brokerDeed,
      description:
        'Restarted in good order; killed and started again; held (SIGSTOP) for a while; or its configuration read anew. The profile of the target says how.',
      fallback: 'restart',
    },
    for: { kind: duration({ min: 1_000 }), description: 'How long `pause` holds it.', fallback: PAUSE_US },
  },
);
