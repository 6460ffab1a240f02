/** What each kind of observation must look like when it is read back from a file that anybody may have edited. */
import type { ObservationFields, ObservationKind } from './observation.ts';
import { ACCESS_ANSWERS, ACCESS_PATHS, ACCESS_RELATIONS } from './observer.ts';

/** Half a sentence about a value that is not right; undefined for one that is. */
type Check = (value: unknown) => string | undefined;

type Shape<K extends ObservationKind> = { readonly [F in keyof Required<ObservationFields[K]>]: Check };

const count = test('a whole number from 0', (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const time = test('a time in µs', (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0);
const flag = test('true or false', (value) => typeof value === 'boolean');
const text = test('a text', (value) => typeof value === 'string');
const code = test('a code from 0 to 255', (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256);
const qos = test('0, 1 or 2', (value) => value === 0 || value === 1 || value === 2);
const packetId = test('a Packet Identifier', (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 65_536);

const CLOSES = ['client-disconnect', 'client-drop', 'server-disconnect', 'server-close', 'client-abort'];
const READINGS = ['ours', 'foreign', 'damaged', 'unclear', 'unstamped'];
const STEPS = ['puback-refused', 'pubrec-sent', 'pubrec-refused', 'pubrel-received', 'pubcomp-sent'];

const SILENCES = ['answered', 'given-up', 'closed-by-broker', 'left-open'];

/** Of a PUBLISH: what the codec reads, with Correlation Data as text. */
const PROPERTIES: Readonly<Record<string, Check>> = {
  payloadFormatIndicator: optional(oneOf([0, 1])),
  messageExpiryInterval: optional(count),
  contentType: optional(text),
  responseTopic: optional(text),
  correlationData: optional(text),
  subscriptionIdentifiers: optional(listOf(count)),
  topicAlias: optional(count),
  userProperties: optional(listOf(listOf(text))),
};

const onConnection = { client: count, connection: count, tUs: time };

const SHAPES: { readonly [K in ObservationKind]: Shape<K> } = {
  connectInvoked: {
    ...onConnection,
    version: oneOf([4, 5]),
    cleanStart: flag,
    sessionExpirySeconds: count,
    keepAliveSeconds: count,
    receiveMaximum: count,
    topicAliasMaximum: count,
    maximumPacketSize: optional(count),
    hasWill: flag,
    will: optional(will),
  },
  connected: {
    ...onConnection,
    reasonCode: code,
    sessionPresent: flag,
    sessionExpirySeconds: count,
    keepAliveSeconds: optional(count),
  },
  connectionClosed: {
    ...onConnection,
    how: oneOf(CLOSES),
    reasonCode: optional(code),
    sessionExpirySeconds: count,
    established: flag,
    silent: optional(flag),
    brokenOff: optional(flag),
    detail: optional(text),
  },
  subscribeInvoked: {
    ...onConnection,
    packetId,
    subscriptions: listOf(subscription),
    subscriptionIdentifier: optional(count),
  },
  subscribed: { ...onConnection, packetId, reasonCodes: listOf(code) },
  unsubscribeInvoked: { ...onConnection, packetId, filters: listOf(text) },
  unsubscribed: { ...onConnection, packetId, reasonCodes: listOf(code) },
  publishInvoked: { flow: count, seq: count, attempt: count, tUs: time },
  publishCompleted: {
    flow: count,
    seq: count,
    outcome: oneOf(['ok', 'fail', 'info']),
    reasonCode: code,
    tUs: time,
  },
  delivered: {
    ...onConnection,
    reading: oneOf(READINGS),
    flow: count,
    seq: count,
    publishedQos: qos,
    qos,
    dup: flag,
    retain: flag,
    packetId,
    topicMatches: flag,
    topic: optional(text),
    payloadBytes: count,
    textWill: optional(count),
    sentUs: optional(time),
    properties: optional(record(PROPERTIES)),
  },
  receiverExchange: { ...onConnection, packetId, kind: oneOf(STEPS) },
  readingChanged: { ...onConnection, reading: flag },
  keepAliveJudged: {
    ...onConnection,
    kind: oneOf(SILENCES),
    afterUs: time,
    atMostUs: optional(time),
    reasonCode: optional(code),
    keepAliveSeconds: count,
  },
  brokerViolation: { ...onConnection, clauses: listOf(text), message: text },
  ownFault: { client: count, tUs: time, message: text },
  drainEnded: { startedUs: time, tUs: time, complete: flag },
  accessProbed: {
    client: count,
    tUs: time,
    version: oneOf([4, 5]),
    principal: text,
    actor: text,
    action: oneOf(['publish', 'receive']),
    path: oneOf(ACCESS_PATHS),
    qos,
    topic: text,
    topicClass: text,
    relation: oneOf(ACCESS_RELATIONS),
    policy: oneOf(['allowed', 'denied']),
    answer: oneOf(ACCESS_ANSWERS),
    reasonCode: optional(code),
    effects: listOf(text),
    control: oneOf(['passed', 'failed', 'none']),
    note: text,
    witness: listOf(witnessPacket),
  },
};

export function isObservationKind(kind: unknown): kind is ObservationKind {
  return typeof kind === 'string' && Object.hasOwn(SHAPES, kind);
}

/** What keeps `event` from being one of that kind, e.g. `seq is not a whole number from 0`; undefined if nothing does. */
export function observationFault(kind: ObservationKind, event: unknown): string | undefined {
  if (!isRecord(event)) return 'is not an object';
  return fieldsFault(SHAPES[kind], event);
}

function record(checks: Readonly<Record<string, Check>>): Check {
  return (value) => (isRecord(value) ? fieldsFault(checks, value) : 'is not an object');
}

function subscription(value: unknown): string | undefined {
  if (!isRecord(value)) return 'is not an object';
  return fieldsFault(SUBSCRIPTION, value);
}

function will(value: unknown): string | undefined {
  if (!isRecord(value)) return 'is not an object';
  return fieldsFault({ flow: count, delaySeconds: count }, value);
}

const SUBSCRIPTION: Readonly<Record<string, Check>> = {
  filter: text,
  qos,
  noLocal: optional(flag),
  retainAsPublished: optional(flag),
  retainHandling: optional(oneOf([0, 1, 2])),
};

function witnessPacket(value: unknown): string | undefined {
  if (!isRecord(value)) return 'is not an object';
  return fieldsFault(WITNESS_PACKET, value);
}

const WITNESS_PACKET: Readonly<Record<string, Check>> = {
  tUs: time,
  client: count,
  connection: count,
  direction: oneOf(['in', 'out']),
  text,
};

function fieldsFault(
  checks: Readonly<Record<string, Check>>,
  value: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const [name, check] of Object.entries(checks)) {
    const fault = check(value[name]);
    if (fault !== undefined) return `${name} ${fault}`;
  }
  const strange = Object.keys(value).find((name) => !Object.hasOwn(checks, name));
  return strange === undefined ? undefined : `${strange} is not known`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function test(what: string, holds: (value: unknown) => boolean): Check {
  return (value) => (holds(value) ? undefined : `is not ${what}`);
}

function oneOf(values: readonly unknown[]): Check {
  return test(`one of ${values.join(', ')}`, (value) => values.includes(value));
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

function listOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return 'is not a list';
    for (const item of value) {
      const fault = check(item);
      if (fault !== undefined) return `has an item that ${fault}`;
    }
    return undefined;
  };
}
