/** UNSUBSCRIBE and UNSUBACK (sections 3.10, 3.11). */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

export const UNSUBSCRIBE_CASES = defineCases(
  {
    ids: { 4: '311:3.10.4-4', 5: '5:3.10.4-4' },
    title: 'every UNSUBSCRIBE is answered by UNSUBACK',
    run: async (c) => {
      const client = await c.connect();
      const filters = [c.topic('a'), c.topic('b')] as const;
      await client.subscribe(filters);
      for (const filter of filters) {
        client.send({ type: PacketType.unsubscribe, packetId: client.nextId(), filters: [filter] });
        await client.expect(PacketType.unsuback, 'UNSUBACK');
      }
    },
  },
  {
    ids: { 4: ['311:3.10.4-4', '311:2.3.1-7'], 5: ['5:3.10.4-5', '5:2.2.1-6'] },
    part: 'identifier',
    title: 'UNSUBACK has the Packet Identifier of its UNSUBSCRIBE',
    run: async (c) => {
      const client = await c.connect();
      const ids = [1, 7, 0x0102, 0xffff];
      // Filters that are there: that UNSUBACK comes for others as well has a statement of its own.
      await client.subscribe(ids.map((packetId) => c.topic(`${packetId}`)));
      for (const packetId of ids)
        client.send({ type: PacketType.unsubscribe, packetId, filters: [c.topic(`${packetId}`)] });
      const { packetId: first } = await client.need(PacketType.unsuback);
      c.claim(ids.includes(first), `one of ${ids.join()}`, `it is ${first}`);
      for (const id of ids.filter((one) => one !== first))
        await client.expect(PacketType.unsuback, `UNSUBACK with ${id}`, ({ packetId }) => packetId === id);
    },
  },
  {
    ids: { 4: '311:3.10.4-5', 5: '5:3.10.4-5' },
    part: 'unknown',
    title: 'UNSUBACK comes also where there was no subscription',
    run: async (c) => {
      const client = await c.connect();
      await client.subscribe(c.topic());
      await client.unsubscribe(c.topic());
      const packetId = 0x0304;
      client.send({ type: PacketType.unsubscribe, packetId, filters: [c.topic('never')] });
      await client.expect(PacketType.unsuback, 'UNSUBACK', (packet) => packet.packetId === packetId);
    },
  },
  {
    ids: { 4: '311:3.10.4-1', 5: '5:3.10.4-1' },
    part: 'exact',
    title: 'only a filter that is the same character by character is unsubscribed',
    needs: { wildcards: true },
    run: async (c) => {
      const [client, publisher, base] = [await c.connect(), await c.connect(), c.topic()];
      await client.subscribe(`${base}/a`);
      const filters = [`${base}/+`, `${base}/#`, `${base}/A`, `${base}//a`];
      client.send({ type: PacketType.unsubscribe, packetId: client.nextId(), filters });
      // Whether UNSUBACK comes for filters that are not there has a statement of its own.
      await client.ping();
      const control = await c.connect();
      await control.subscribe(`${base}/a`);
      await publisher.store({ topic: `${base}/a`, text: 'still' });
      await control.needMessage('still');
      await client.expectMessage('still', 'the subscription to another filter to stay');
    },
  },
  {
    ids: { 4: ['311:3.10.4-1', '311:3.10.4-2'], 5: ['5:3.10.4-1', '5:3.10.4-2'] },
    part: 'deleted',
    title: 'after UNSUBACK no new message of the filter comes',
    run: async (c) => {
      const [client, control, publisher] = [await c.connect(), await c.connect(), await c.connect()];
      const [gone, kept] = [c.topic('gone'), c.topic('kept')];
      for (const each of [client, control]) await each.subscribe([gone, kept]);
      await publisher.store({ topic: gone, text: 'before' });
      await client.needMessage('before');
      await c.quiet(client);
      client.clear();
      await client.unsubscribe(gone);
      await nothingOf(c, { client, control, publisher, topics: [gone], kept });
    },
  },
  {
    ids: { 4: '311:3.10.4-1', 5: '5:3.10.4-1' },
    part: 'wildcards',
    title: 'filters with wildcards are unsubscribed like any other',
    needs: { wildcards: true },
    run: async (c) => {
      const [client, control, publisher] = [await c.connect(), await c.connect(), await c.connect()];
      const [plus, hash, kept] = [c.topic('plus'), c.topic('hash'), c.topic('kept')];
      const topics = [`${plus}/a`, `${hash}/a/b`];
      await control.subscribe([...topics, kept]);
      await client.subscribe([`${plus}/+`, `${hash}/#`, kept]);
      for (const filter of [`${plus}/+`, `${hash}/#`]) await client.unsubscribe(filter);
      await nothingOf(c, { client, control, publisher, topics, kept });
    },
  },
  {
    ids: { 5: '5:3.10.4-1' },
    part: 'shared',
    title: 'a Shared Subscription and a plain one to its filter are unsubscribed each by itself',
    needs: { sharedSubscriptions: true },
    run: async (c) => {
      const [client, control, publisher] = [await c.connect(), await c.connect(), await c.connect()];
      const [shared, plain, kept] = [c.topic('shared'), c.topic('plain'), c.topic('kept')];
      const group = `$share/${c.name()}/`;
      await control.subscribe([shared, plain, kept]);
      await client.subscribe([`${group}${shared}`, `${group}${plain}`, plain, kept]);
      await client.unsubscribe(`${group}${shared}`);
      await nothingOf(c, { client, control, publisher, topics: [shared], kept });
      await client.unsubscribe(plain);
      await publisher.store({ topic: plain, text: 'still' });
      await control.needMessage('still');
      await client.expectMessage('still', 'the message for the Shared Subscription that stays');
    },
  },
  {
    ids: { 4: '311:3.10.4-6', 5: '5:3.10.4-6' },
    title: 'an UNSUBSCRIBE with several filters acts like several, with one UNSUBACK',
    run: async (c) => {
      const [client, control, publisher] = [await c.connect(), await c.connect(), await c.connect()];
      const [a, b, kept] = [c.topic('a'), c.topic('b'), c.topic('kept')];
      for (const each of [client, control]) await each.subscribe([a, b, kept]);
      await client.unsubscribe(a, c.topic('never'), b, a);
      await client.ping();
      c.claim(client.takeNow(PacketType.unsuback) === undefined, 'one UNSUBACK', 'a second one came');
      const probe = await c.connect();
      await probe.subscribe(a);
      await probe.unsubscribe(a);
      await publisher.store({ topic: a, text: 'probe' });
      await c.quiet(probe);
      c.require(probe.takeMessages().length === 0, 'UNSUBSCRIBE of one filter has no effect either');
      client.takeMessages();
      control.takeMessages();
      await nothingOf(c, { client, control, publisher, topics: [a, b], kept });
    },
  },
  {
    ids: { 4: '311:3.10.4-3', 5: '5:3.10.4-3' },
    title: 'a QoS 2 delivery that has begun is completed after UNSUBSCRIBE',
    needs: { qos: 2 },
    run: async (c) => {
      const [client, publisher, topic] = [await c.connect(), await c.connect(), c.topic()];
      client.acknowledges = false;
      await client.subscribeAt(2, topic);
      const first = await begun(client, publisher, topic, 'control');
      await client.need(PacketType.pubrel, (packet) => packet.packetId === first);
      await publisher.store({ topic, qos: 2, text: 'open' });
      const { packetId = 0 } = await client.needMessage('open');
      await client.unsubscribe(topic);
      client.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
      await client.expect(
        PacketType.pubrel,
        `PUBREL with identifier ${packetId}`,
        (packet) => packet.packetId === packetId,
      );
    },
  },
  {
    ids: { 4: '311:3.10.4-3', 5: '5:3.10.4-3' },
    part: 'resumed',
    title: 'a QoS 1 delivery that has begun is sent again after UNSUBSCRIBE when the Session resumes',
    needs: { sessionS: 60, qos: 1 },
    run: async (c) => {
      const [publisher, topic, other] = [await c.connect(), c.topic(), c.topic('other')];
      const client = await c.connectKept(c.clientId());
      client.acknowledges = false;
      await client.subscribeAt(1, [topic, other]);
      await publisher.store({ topic, qos: 1, text: 'open' });
      await publisher.store({ topic: other, qos: 1, text: 'control' });
      await client.needMessage('open');
      await client.needMessage('control');
      await client.unsubscribe(topic);
      client.drop();
      const again = await c.connectKept(client.clientId);
      await again.needMessage('control');
      if (again.takeMessages().some((packet) => textOf(packet) === 'open')) return;
      await again.expectMessage('open', 'the message that was not acknowledged');
    },
  },
  {
    ids: { 5: '5:3.11.3-1' },
    title: 'the codes of UNSUBACK are in the order of the filters',
    run: async (c) => {
      const client = await c.connect();
      const known = [c.topic('a'), c.topic('b')] as const;
      const alone = (await client.unsubscribe(c.topic('never'))).reasonCodes[0];
      await client.subscribe(c.topic('once'));
      const [there] = (await client.unsubscribe(c.topic('once'))).reasonCodes;
      if (alone === there) throw c.vacuous('the codes are the same whether there was a subscription or not');
      for (const filter of known) await client.subscribe(filter);
      const { reasonCodes } = await client.unsubscribe(known[0], c.topic('x'), known[1], c.topic('y'));
      c.require(reasonCodes.length === 4, 'codes are missing');
      const expected = [there, alone, there, alone].join();
      c.claim(reasonCodes.join() === expected, expected, `there came ${reasonCodes.join()}`);
    },
  },
  {
    ids: { 5: '5:3.11.3-2' },
    title: 'UNSUBACK has a code for each filter',
    run: async (c) => {
      const client = await c.connect();
      for (const count of [1, 2, 5]) {
        const filters = Array.from({ length: count }, (_, index) => c.topic(String(index)));
        const { reasonCodes } = await client.unsubscribe(...filters);
        c.claim(reasonCodes.length === count, `${count} codes`, `there are ${reasonCodes.length}`);
      }
    },
  },
);

interface Forbidden {
  readonly client: Client;
  readonly control: Client;
  readonly publisher: Client;
  readonly topics: readonly string[];
  /** Still subscribed: its message is behind the forbidden ones. */
  readonly kept: string;
}

async function nothingOf(
  c: CaseContext,
  { client, control, publisher, topics, kept }: Forbidden,
): Promise<void> {
  for (const topic of topics) {
    await publisher.store({ topic, text: 'after' });
    await control.needMessage('after');
  }
  await publisher.store({ topic: kept, text: 'fence' });
  await client.needMessage('fence');
  await c.quiet(client);
  const got = client.takeMessages().filter((packet) => topics.includes(packet.topic)).length;
  c.claim(got === 0, 'nothing of the filter', `${got} messages came`);
}

/** A QoS 2 delivery up to PUBREC. */
async function begun(client: Client, publisher: Client, topic: string, text: string): Promise<number> {
  await publisher.store({ topic, qos: 2, text });
  const { packetId = 0 } = await client.needMessage(text);
  client.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
  return packetId;
}
