/**
 * The open MQTT benchmark suite by its published names, as a grammar: `p2p-100-100-100-100` or
 * `singlenode-fanout-1-1K-1-1K` is the text of a scenario. Common to all: QoS 1, 16-byte payload, Keep Alive of 300 s, a
 * clean session, no TLS, and publishers that begin when all connections are up.
 */

export type SuiteResult =
  | { readonly ok: true; readonly text: string }
  /** It looks like a member of the suite, and is none. */
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** The members that have published results. */
export const PUBLISHED_SUITE = [
  'singlenode-conn-tcp-10K-100',
  'singlenode-fanout-1-1K-1-1K',
  'singlenode-p2p-1K-1K-1K-1K',
  'singlenode-sharedsub-1K-5-1K-1K',
  'singlenode-conn-tcp-1M-5K',
  'singlenode-fanout-5-1000-5-250K',
  'singlenode-p2p-50K-50K-50K-50K',
  'singlenode-sharedsub-50K-500-50K-50K',
] as const;

const NUMBER = String.raw`\d{1,9}(?:\.\d{1,3})?[KM]?`;
const NAME = new RegExp(
  `^(?:singlenode-)?(?:(conn-tcp)-(${NUMBER})-(${NUMBER})|(p2p|fanout|sharedsub)-(${NUMBER})-(${NUMBER})-(${NUMBER})-(${NUMBER}))$`,
  'u',
);
const LOOKS_LIKE = /^(?:singlenode-)?(?:conn-tcp|p2p|fanout|sharedsub)-\d/u;
const SUFFIX: Readonly<Record<string, number>> = { K: 1_000, M: 1_000_000 };
const GRAMMAR =
  'conn-tcp-<connections>-<per second>, or p2p-, fanout- or sharedsub-<publishers>-<subscribers>-<topics>-<messages per second>; K and M stand for thousands and millions';

/** The scenario of that name; undefined for a name that has nothing to do with the suite. */
export function suiteScenario(name: string): SuiteResult | undefined {
  if (!LOOKS_LIKE.test(name)) return undefined;
  const match = NAME.exec(name);
  if (match === null) return wrong(name, 'it does not follow the grammar of the suite');
  const [, connections, first, second, kind, ...counts] = match;
  if (connections !== undefined) return connectScenario(name, numberOf(first), numberOf(second));
  const [publishers = 0, subscribers = 0, topics = 0, rate = 0] = counts.map(numberOf);
  return messageScenario({ name, kind: kind as MessageKind, publishers, subscribers, topics, rate });
}

type MessageKind = 'p2p' | 'fanout' | 'sharedsub';

interface Member {
  readonly name: string;
  readonly kind: MessageKind;
  readonly publishers: number;
  readonly subscribers: number;
  readonly topics: number;
  /** Of the suite: messages that come in; those that go out for fan-out. */
  readonly rate: number;
}

function messageScenario(member: Member): SuiteResult {
  const { name, kind, publishers, subscribers, topics, rate } = member;
  const counts = [publishers, subscribers, topics];
  if (counts.some((count) => !Number.isInteger(count) || count < 1))
    return wrong(name, 'publishers, subscribers and topics are whole numbers from 1');
  if (rate <= 0) return wrong(name, 'the rate is above 0');
  if (topics !== publishers)
    return wrong(name, 'each publisher has one topic of its own: as many topics as publishers');
  if (kind === 'p2p' && subscribers !== publishers)
    return wrong(name, 'pairs have as many subscribers as publishers');
  return { ok: true, text: MESSAGES[kind](member) };
}

const MESSAGES: Readonly<Record<MessageKind, (member: Member) => string>> = {
  p2p: ({ name, publishers, rate }) =>
    scenario({
      name,
      description: 'Pairs: each publisher has a topic of its own, and one subscriber reads it.',
      vars: { pairs: publishers, rate },
      clients: { subscriber: '${pairs}', publisher: '${pairs}' },
      filter: 'bench/${index}',
    }),
  fanout: ({ name, publishers, subscribers, rate }) =>
    scenario({
      name,
      description: 'Fan-out: every subscriber receives all that all publishers send.',
      vars: { publishers, subscribers, rate: Number((rate / subscribers).toPrecision(12)) },
      clients: { subscriber: '${subscribers}', publisher: '${publishers}' },
      filter: 'bench/#',
    }),
  sharedsub: ({ name, publishers, subscribers, rate }) =>
    scenario({
      name,
      description: 'Shared subscription: each message goes to one of the subscribers.',
      vars: { publishers, subscribers, rate },
      clients: { subscriber: '${subscribers}', publisher: '${publishers}' },
      filter: '$share/benchmark/bench/#',
    }),
};

interface Parts {
  readonly name: string;
  readonly description: string;
  readonly vars: Readonly<Record<string, number>>;
  readonly clients: { readonly subscriber: string; readonly publisher: string };
  readonly filter: string;
}

function scenario({ name, description, vars, clients, filter }: Parts): string {
  const values = Object.entries(vars).map(([key, value]) => `${key}: ${value}`);
  return `# yaml-language-server: $schema=../schema/scenario.schema.json
# Of the open MQTT benchmark suite. rate: messages a second that all publishers send together.
name: ${name}
description: ${quoted(description)}
protocol: '5.0'
vars: { ${values.join(', ')}, connects: 1000, hold: 30min }
clients:
  subscriber: { count: '${clients.subscriber}', keep-alive: 300s }
  publisher: { count: '${clients.publisher}', keep-alive: 300s }
steps:
  - connect: { clients: subscriber, rate: '\${connects}/s' }
  - subscribe: { clients: subscriber, filter: '${filter}', qos: 1 }
  - connect: { clients: publisher, rate: '\${connects}/s' }
  - publish:
      clients: publisher
      topic: 'bench/\${index}'
      qos: 1
      payload: 16B
      total-rate: '\${rate}/s'
      for: '\${hold}'
  - drain: 10s
  - disconnect: all
thresholds:
  - connect.failed == 0
  - publish.rate >= 0.99 * publish.intended
`;
}

function connectScenario(name: string, connections: number, perSecond: number): SuiteResult {
  if (!Number.isInteger(connections) || connections < 1)
    return wrong(name, 'connections are a whole number from 1');
  if (perSecond <= 0) return wrong(name, 'the rate is above 0');
  return {
    ok: true,
    text: `# yaml-language-server: $schema=../schema/scenario.schema.json
# Of the open MQTT benchmark suite. More than about 28,000 connections to one address need several source addresses.
name: ${name}
description: Connections that come in at a rate and are held, with nothing but keep-alive on them.
protocol: '5.0'
vars: { connections: ${connections}, connects: ${perSecond}, hold: 30min }
clients:
  device: { count: '\${connections}', keep-alive: 300s }
steps:
  - connect: { clients: device, rate: '\${connects}/s' }
  - wait: '\${hold}'
  - disconnect: device
thresholds:
  - connect.failed == 0
  - connection.lost == 0
`,
  };
}

/** A colon in the text would end a plain scalar. */
function quoted(text: string): string {
  return `'${text}'`;
}

function numberOf(text: string | undefined): number {
  const { digits = '', suffix = '' } = /^(?<digits>[\d.]+)(?<suffix>[KM]?)$/u.exec(text ?? '')?.groups ?? {};
  return Number(digits) * (SUFFIX[suffix] ?? 1);
}

function wrong(name: string, message: string): SuiteResult {
  return { ok: false, message: `${name} is no scenario of the benchmark suite: ${message}`, hint: GRAMMAR };
}
