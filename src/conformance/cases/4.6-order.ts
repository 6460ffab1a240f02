/** Message ordering (section 4.6). */
import { PacketType, type QoS } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { awaySession } from './session-steps.ts';

const COUNT = 20;
/** Messages that their subscriber leaves without an answer: few enough for every broker. */
const UNANSWERED = 5;

export const ORDER_CASES = defineCases(
  ...([0, 1, 2] as const).map((qos) => ({
    ids: { 4: ['311:4.6.0-6', '311:4.6.0-5'], 5: ['5:4.6.0-5', '5:4.6.0-6'] } as const,
    part: `live-qos-${qos}`,
    title: `QoS ${qos} messages of one publisher and topic arrive in their order`,
    needs: { qos },
    run: async (c: CaseContext) => {
      const [publisher, exact, wild, base] = [
        await c.connect(),
        await c.connect(),
        await c.connect(),
        c.topic(),
      ];
      await exact.subscribeAt(qos, `${base}/a`);
      if (c.facts.wildcards) await wild.subscribeAt(qos, `${base}/+`);
      await stream(c, publisher, `${base}/a`, qos);
      await ascending(c, exact);
      if (c.facts.wildcards) await ascending(c, wild);
    },
  })),
  {
    ids: { 4: '311:4.6.0-6', 5: '5:4.6.0-5' },
    part: 'queued',
    title: 'messages that waited for their client arrive in their order',
    needs: { sessionS: 60, qos: 1 },
    run: async (c) => {
      const { clientId, topic, publisher } = await awaySession(c);
      await stream(c, publisher, topic, 1);
      await ascending(c, await c.connectKept(clientId));
    },
  },
  ...([1, 2] as const).map((qos) => ({
    ids: { 4: ['311:4.6.0-1', '311:4.6.0-6'], 5: '5:4.6.0-5' } as const,
    part: qos === 1 ? 'resent' : 'resent-qos-2',
    title: `unacknowledged QoS ${qos} messages are sent again in their order`,
    needs: { sessionS: 60, qos },
    run: async (c: CaseContext) => {
      const { subscriber } = await unanswered(c, qos);
      await ascending(c, await c.connectKept(subscriber.clientId), UNANSWERED);
    },
  })),
  ...([1, 2] as const).map((qos) => ({
    ids: { 4: '311:4.6.0-6', 5: '5:4.6.0-5' } as const,
    part: `resent-first-qos-${qos}`,
    title: `what is sent again comes before the QoS ${qos} messages that were published since`,
    needs: { sessionS: 60, qos },
    run: async (c: CaseContext) => {
      const { subscriber, publisher, topic } = await unanswered(c, qos);
      for (let i = UNANSWERED; i < 2 * UNANSWERED; i += 1)
        await publisher.store({ topic, qos, text: numbered(i) });
      await ascending(c, await c.connectKept(subscriber.clientId), 2 * UNANSWERED);
    },
  })),
  {
    ids: { 4: '311:4.6.0-6', 5: '5:4.6.0-5' },
    part: 'window',
    title: 'messages that wait for room with their client come in their order',
    needs: { qos: 1 },
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      const subscriber = await c.connect(c.is5 ? { properties: { receiveMaximum: 2 } } : {});
      await subscriber.subscribeAt(1, topic);
      subscriber.acknowledges = false;
      await stream(c, publisher, topic, 1);
      await c.quiet(subscriber);
      subscriber.acknowledges = true;
      for (const packet of [...subscriber.waiting])
        if (packet.type === PacketType.publish)
          subscriber.send({ type: PacketType.puback, packetId: packet.packetId ?? 0, reasonCode: 0 });
      await ascending(c, subscriber);
    },
  },
  {
    ids: { 4: '311:4.6.0-2' },
    title: 'PUBACKs come in the order of the messages',
    level: 'SHOULD',
    needs: { qos: 1 },
    run: async (c) => answersInOrder(c, 1),
  },
  {
    ids: { 4: '311:4.6.0-3' },
    title: 'PUBRECs come in the order of the messages',
    level: 'SHOULD',
    needs: { qos: 2 },
    run: async (c) => answersInOrder(c, 2),
  },
  {
    ids: { 4: '311:4.6.0-4' },
    title: 'PUBRELs come in the order of the PUBRECs',
    needs: { qos: 2 },
    run: async (c) => {
      const [publisher, subscriber, topic] = [await c.connect(), await c.connect(), c.topic()];
      subscriber.acknowledges = false;
      await subscriber.subscribeAt(2, topic);
      await stream(c, publisher, topic, 2, 5);
      const ids: number[] = [];
      for (let i = 0; i < 5; i += 1) ids.push((await subscriber.need(PacketType.publish)).packetId ?? 0);
      for (const packetId of ids) subscriber.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
      const got = (await subscriber.needSeveral(PacketType.pubrel, ids.length)).map(
        ({ packetId }) => packetId,
      );
      c.require(
        got.every((id) => ids.includes(id)),
        'identifiers are not those of the messages',
      );
      c.claim(got.join() === ids.join(), `PUBREL ${ids.join(', ')}`, `there came ${got.join(', ')}`);
    },
  },
);

/** Numbers, as fast as the target's Receive Maximum lets them go; done when it has taken them all. */
async function stream(
  c: CaseContext,
  publisher: Client,
  topic: string,
  qos: QoS,
  count = COUNT,
): Promise<void> {
  const window = Math.max(1, Math.min(count, c.facts.receiveMaximum));
  for (let from = 0; from < count; from += window) {
    const indexes = Array.from({ length: Math.min(window, count - from) }, (_, index) => from + index);
    await Promise.all(indexes.map((index) => publisher.publish({ topic, qos, text: numbered(index) })));
  }
  await publisher.ping();
}

/** A subscriber that is lost with messages unanswered. */
async function unanswered(c: CaseContext, qos: 1 | 2) {
  const [publisher, topic] = [await c.connect(), c.topic()];
  const subscriber = await c.connect({ clientId: c.clientId(), ...c.keeping() });
  subscriber.acknowledges = false;
  await subscriber.subscribeAt(qos, topic);
  await stream(c, publisher, topic, qos, UNANSWERED);
  for (let i = 0; i < UNANSWERED; i += 1) await subscriber.needMessage(numbered(i));
  subscriber.drop();
  return { subscriber, publisher, topic };
}

async function ascending(c: CaseContext, subscriber: Client, count = COUNT): Promise<void> {
  const known = new Map(Array.from({ length: count }, (_, index) => [numbered(index), index]));
  const got: number[] = [];
  while (got.length < count) {
    const packet = await subscriber.take(PacketType.publish);
    if (packet === undefined) break;
    const index = known.get(textOf(packet));
    if (index !== undefined && !got.includes(index)) got.push(index);
  }
  subscriber.readable();
  const isAscending = got.every((index, at) => at === 0 || index > (got[at - 1] ?? 0));
  c.claim(isAscending, 'ascending numbers', `there came ${got.join(' ')}`);
  c.require(got.length === count, `only ${got.length} of ${count} messages came`);
}

function numbered(index: number): string {
  return `number ${index} of a stream`;
}

async function answersInOrder(c: CaseContext, qos: 1 | 2): Promise<void> {
  const [publisher, topic] = [await c.connect(), c.topic()];
  const type = qos === 1 ? PacketType.puback : PacketType.pubrec;
  for (let packetId = 1; packetId <= 10; packetId += 1) publisher.begin({ topic, qos, packetId, text: 'x' });
  const got: number[] = [];
  for (let i = 0; i < 10; i += 1) got.push((await publisher.need(type, fresh(got))).packetId);
  c.require(
    got.every((id) => id >= 1 && id <= 10),
    'identifiers are not those of the messages',
  );
  c.claim(
    got.every((id, index) => id === index + 1),
    'the order of the messages',
    `there came ${got.join(', ')}`,
  );
}

/** An answer twice is no answer out of order. */
function fresh(got: readonly number[]): (packet: { readonly packetId: number }) => boolean {
  return ({ packetId }) => !got.includes(packetId);
}
