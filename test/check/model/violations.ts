/** Breaks a legal history in exactly one way. Each breach says which invariant must fail for it, and no other may. */
import type { Random } from '../../../src/base/random.ts';
import type { Observation } from '../../../src/history/observation.ts';
import type { Delivery, ReceiverExchange } from '../../../src/history/observer.ts';
import { matchesFilter } from '../../../src/protocol/topics.ts';
import type { Facts, SeenDelivery } from './facts.ts';

export interface Broken {
  readonly observations: readonly Observation[];
  /** Invariants that must fail; none: it is allowed after all. */
  readonly fails: readonly string[];
}

/** Undefined where the history offers no place for it. */
export type Breach = (facts: Facts, random: Random) => Broken | undefined;

/** A Packet Identifier that the model never uses. */
const NEW_ID = 65_000;
/** Packets that the checkers surely still remember. */
const REMEMBERED = 20;

export const BREACHES: Readonly<Record<string, Breach>> = {
  'an owed message is lost': loseOwed,
  'a QoS 0 message comes twice': (facts, random) =>
    repeat(facts, random, { qos: 0, fails: ['Q0-1'], change: {} }),
  'a QoS 1 message comes twice as a new one': (facts, random) =>
    repeat(facts, random, { qos: 1, fails: ['Q1-2'], change: { packetId: NEW_ID } }),
  'a QoS 1 message is sent again on its connection': (facts, random) => {
    const allowed = facts.events('connectInvoked')[0]?.event.version === 4;
    return repeat(facts, random, { qos: 1, fails: allowed ? [] : ['Q1-2'], change: { dup: true } });
  },
  'a QoS 2 message comes in a second exchange': secondExchange,
  'a QoS 2 message is sent again after PUBREL': afterPubrel,
  'two messages change places': swapNeighbours,
  'two resends change places': swapResends,
  'a resend has another Packet Identifier': changeId,
  'a message comes at the wrong QoS': changeQos,
  'a message comes that was never published': phantom,
  'a payload is damaged': damage,
  'a message comes after UNSUBACK': afterUnsuback,
  'a message comes that matches nothing': unmatched,
  'a first copy has DUP': unfoundedDup,
};

function loseOwed(facts: Facts, random: Random): Broken | undefined {
  const chosen = pick(
    facts.deliveries.filter((one) => isOwed(facts, one)),
    random,
  );
  if (chosen === undefined) return undefined;
  const lost = new Set(facts.same(chosen).map(({ at }) => at));
  const resent = (facts.publish(chosen.event.flow, chosen.event.seq)?.attempts ?? 1) > 1;
  const qos2 = resent ? 'Q2-4' : 'Q2-1';
  return {
    observations: facts.observations.filter((_, at) => !lost.has(at)),
    fails: [chosen.event.publishedQos === 1 ? 'Q1-1' : qos2],
  };
}

function isOwed(facts: Facts, one: SeenDelivery): boolean {
  const { event, session } = one;
  const topic = facts.topicOf(event.flow);
  const published = facts.publish(event.flow, event.seq);
  const [subscribe, ...more] = facts.subscribes(session, topic);
  if (subscribe === undefined || more.length > 0 || published === undefined || event.publishedQos === 0)
    return false;
  if (subscribe.code === 0 || published.invokedUs <= subscribe.subackUs) return false;
  if (facts.unsubscribes(session).some(({ filter }) => matchesFilter(filter, topic))) return false;
  return facts.events('drainEnded').some(({ event: drain }) => {
    if (drain.complete || published.okUs >= drain.startedUs) return false;
    const connection = facts.connectionAt(event.client, drain.startedUs);
    if (connection === undefined || facts.sessionOf(event.client, connection) !== session) return false;
    return (facts.connectionOf(event.client, connection)?.closedUs ?? 0) > drain.tUs;
  });
}

function repeat(
  facts: Facts,
  random: Random,
  { qos, fails, change }: { qos: number; fails: readonly string[]; change: Partial<Delivery> },
): Broken | undefined {
  const lone = facts.deliveries.filter(
    (one) => one.event.qos === qos && !one.event.dup && isCurrent(facts, one) && facts.isLone(one),
  );
  const chosen = pick(lone, random);
  return chosen && { observations: inserted(facts, chosen.at, delivery(chosen, change)), fails };
}

function secondExchange(facts: Facts, random: Random): Broken | undefined {
  const lone = facts.deliveries.filter(
    (one) => one.event.qos === 2 && isCurrent(facts, one) && facts.isLone(one),
  );
  const chosen = pick(lone, random);
  if (chosen === undefined) return undefined;
  const { client, connection, packetId, tUs } = chosen.event;
  const end = facts
    .events('receiverExchange')
    .find(
      ({ at, event }) =>
        at > chosen.at &&
        event.kind === 'pubcomp-sent' &&
        event.client === client &&
        event.connection === connection &&
        event.packetId === packetId,
    );
  if (end === undefined) return undefined;
  const again = delivery(chosen, { packetId: NEW_ID, dup: false });
  const steps = (['pubrec-sent', 'pubrel-received', 'pubcomp-sent'] as const).map((kind) =>
    exchange({ client, connection, tUs, packetId: NEW_ID, kind }),
  );
  return { observations: inserted(facts, end.at, again, ...steps), fails: ['Q2-2'] };
}

function afterPubrel(facts: Facts, random: Random): Broken | undefined {
  const releases = facts.events('receiverExchange').filter(({ event }) => event.kind === 'pubrel-received');
  const chosen = pick(releases, random);
  if (chosen === undefined) return undefined;
  const { client, connection, packetId } = chosen.event;
  const message = facts.deliveries.findLast(
    ({ at, event }) =>
      at < chosen.at && event.client === client && event.qos === 2 && event.packetId === packetId,
  );
  if (message === undefined || message.session !== facts.sessionOf(client, connection)) return undefined;
  const previous = facts
    .events('receiverExchange')
    .some(
      ({ at, event }) =>
        at > message.at &&
        at < chosen.at &&
        event.client === client &&
        event.packetId === packetId &&
        event.kind === 'pubcomp-sent',
    );
  if (previous) return undefined;
  const again = delivery(message, { connection, dup: true });
  return { observations: inserted(facts, chosen.at, again), fails: ['Q2-3'] };
}

function swapNeighbours(facts: Facts, random: Random): Broken | undefined {
  const pairs = facts.deliveries.flatMap((one) => {
    if (one.event.dup || !isOnlyCopy(facts, one)) return [];
    const record = facts.record(one);
    const next = record[record.indexOf(one) + 1];
    if (next === undefined || next.event.dup || next.event.connection !== one.event.connection) return [];
    if (!isOnlyCopy(facts, next) || next.event.seq < one.event.seq) return [];
    return [[one, next] as const];
  });
  const chosen = pick(pairs, random);
  return chosen && { observations: exchanged(facts, chosen, ['seq']), fails: ['O1'] };
}

/** The message came to the session once, could not come more often, and nothing explains another order. */
function isOnlyCopy(facts: Facts, one: SeenDelivery): boolean {
  const published = facts.publish(one.event.flow, one.event.seq);
  const ordered = published?.okUs !== Infinity || facts.publisherConnections(one.event.flow) === 1;
  return ordered && isCurrent(facts, one) && facts.isLone(one) && facts.same(one).length === 1;
}

function swapResends(facts: Facts, random: Random): Broken | undefined {
  const isResend = (one: SeenDelivery): boolean => {
    const [first] = facts.same(one);
    if (first === undefined || first === one || !isCurrent(facts, first) || !isCurrent(facts, one))
      return false;
    const here = facts.same(one).filter(({ event }) => event.connection === one.event.connection);
    return one.event.dup && one.event.qos > 0 && here.length === 1 && facts.isLone(one);
  };
  const pairs = facts.deliveries.flatMap((one) => {
    if (!isResend(one)) return [];
    const record = facts.record(one);
    const next = record[record.indexOf(one) + 1];
    if (next === undefined || !isResend(next) || next.event.connection !== one.event.connection) return [];
    return [[one, next] as const];
  });
  const chosen = pick(pairs, random);
  return chosen && { observations: exchanged(facts, chosen, ['seq', 'packetId']), fails: ['O2'] };
}

function changeId(facts: Facts, random: Random): Broken | undefined {
  const resends = facts.deliveries.filter((one) => {
    const [first, ...others] = facts.same(one);
    if (first === undefined || others.length !== 1 || others[0] !== one) return false;
    if (one.event.qos !== 1 || !one.event.dup || first.event.connection === one.event.connection)
      return false;
    const between = facts.deliveries.filter(
      ({ at, session }) => session === one.session && at > first.at && at < one.at,
    );
    return (
      between.length < REMEMBERED && isCurrent(facts, one) && isCurrent(facts, first) && facts.isLone(one)
    );
  });
  const chosen = pick(resends, random);
  return chosen && { observations: replaced(facts, chosen, { packetId: NEW_ID }), fails: ['Q1-2'] };
}

function changeQos(facts: Facts, random: Random): Broken | undefined {
  const lone = facts.deliveries.filter((one) => {
    const [subscribe] = facts.subscribes(one.session, facts.topicOf(one.event.flow));
    return (
      one.event.qos === 1 && !one.event.dup && isOnlyCopy(facts, one) && subscribe?.subackUs !== Infinity
    );
  });
  const chosen = pick(lone, random);
  return chosen && { observations: replaced(facts, chosen, { qos: 0, packetId: 0 }), fails: ['H3'] };
}

function phantom(facts: Facts, random: Random): Broken | undefined {
  const last = facts.deliveries.filter(
    (one) => one.event.qos < 2 && isCurrent(facts, one) && facts.record(one).at(-1) === one,
  );
  const chosen = pick(last, random);
  if (chosen === undefined) return undefined;
  const made = delivery(chosen, {
    seq: 1_000_000,
    dup: false,
    packetId: chosen.event.qos === 0 ? 0 : NEW_ID,
  });
  return { observations: inserted(facts, chosen.at, made), fails: ['H1'] };
}

function damage(facts: Facts, random: Random): Broken | undefined {
  const chosen = pick(
    facts.deliveries.filter((one) => isCurrent(facts, one)),
    random,
  );
  if (chosen === undefined) return undefined;
  const topic = facts.topicOf(chosen.event.flow);
  const damaged = delivery(chosen, {
    reading: 'damaged',
    topicMatches: false,
    topic,
    qos: 0,
    packetId: 0,
    dup: false,
  });
  return { observations: inserted(facts, chosen.at, damaged), fails: ['H1'] };
}

function afterUnsuback(facts: Facts, random: Random): Broken | undefined {
  return strayMessage(facts, random, (session, topic, invokedUs) => {
    const matching = facts.subscribes(session, topic);
    const [only] = new Set(matching.map(({ filter }) => filter));
    if (only === undefined || matching.some(({ filter }) => filter !== only)) return false;
    const left = facts.unsubscribes(session).filter(({ filter }) => filter === only);
    const gone = Math.max(...left.map(({ unsubackUs }) => unsubackUs), -Infinity);
    return gone < invokedUs && left.length > 0 && matching.every(({ subackUs }) => subackUs < gone);
  });
}

function unmatched(facts: Facts, random: Random): Broken | undefined {
  return strayMessage(facts, random, (session, topic) => facts.subscribes(session, topic).length === 0);
}

/** Delivers a message right after its publish to a session to which it must not go. */
function strayMessage(
  facts: Facts,
  random: Random,
  mayNotGo: (session: string, topic: string, invokedUs: number) => boolean,
): Broken | undefined {
  const published = facts.events('publishInvoked').filter(({ event }) => event.attempt === 1);
  const clients = [...new Set(facts.events('connected').map(({ event }) => event.client))];
  const places = published.flatMap(({ at, event }) =>
    clients.flatMap((client) => {
      const connection = facts.connectionAt(client, event.tUs);
      if (connection === undefined) return [];
      const session = facts.sessionOf(client, connection);
      const later = facts.deliveries.some(
        (one) => one.at > at && one.session === session && one.event.flow === event.flow,
      );
      const allowed = !later && mayNotGo(session, facts.topicOf(event.flow), event.tUs);
      return allowed ? [{ at, client, connection, event }] : [];
    }),
  );
  const chosen = pick(places, random);
  if (chosen === undefined) return undefined;
  const { at, client, connection, event } = chosen;
  const stray: Delivery = {
    client,
    connection,
    tUs: event.tUs,
    reading: 'ours',
    flow: event.flow,
    seq: event.seq,
    publishedQos: facts.history.catalog.qosOf(event.flow),
    qos: 0,
    dup: false,
    retain: false,
    packetId: 0,
    topicMatches: true,
    topic: undefined,
    payloadBytes: 64,
  };
  return { observations: inserted(facts, at, { kind: 'delivered', event: stray }), fails: ['H2'] };
}

function unfoundedDup(facts: Facts, random: Random): Broken | undefined {
  const first = facts.deliveries.filter((one) => {
    const { client, connection, qos, dup } = one.event;
    if (qos === 0 || dup || !isCurrent(facts, one)) return false;
    return facts.connectionOf(client, connection)?.resumed === false && facts.same(one).length === 1;
  });
  const chosen = pick(first, random);
  return chosen && { observations: replaced(facts, chosen, { dup: true }), fails: ['D1'] };
}

/** Not read from a connection that a newer one had replaced. */
function isCurrent(facts: Facts, { event }: SeenDelivery): boolean {
  const next = facts.connectionOf(event.client, event.connection + 1);
  return next === undefined || event.tUs < next.connackUs;
}

function delivery({ event }: SeenDelivery, change: Partial<Delivery>): Observation {
  return { kind: 'delivered', event: { ...event, ...change } };
}

function exchange(event: ReceiverExchange): Observation {
  return { kind: 'receiverExchange', event };
}

/** With more observations behind the one at `at`. */
function inserted(facts: Facts, at: number, ...more: readonly Observation[]): Observation[] {
  return facts.observations.toSpliced(at + 1, 0, ...more);
}

function replaced(facts: Facts, one: SeenDelivery, change: Partial<Delivery>): Observation[] {
  return facts.observations.toSpliced(one.at, 1, delivery(one, change));
}

/** With some fields of two deliveries exchanged. */
function exchanged(
  facts: Facts,
  [one, other]: readonly [SeenDelivery, SeenDelivery],
  fields: readonly ('seq' | 'packetId')[],
): Observation[] {
  const of = ({ event }: SeenDelivery): Partial<Delivery> =>
    Object.fromEntries(fields.map((field) => [field, event[field]]));
  return facts.observations
    .toSpliced(one.at, 1, delivery(one, of(other)))
    .toSpliced(other.at, 1, delivery(other, of(one)));
}

function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[random.below(Math.max(1, items.length))];
}
