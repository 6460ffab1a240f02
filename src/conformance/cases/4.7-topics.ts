/** Topic Names and Topic Filters (sections 1.5.3/1.5.4, 3.3.2.1, 4.7). */
import { PacketType } from '../../protocol/constants.ts';
import { matchesFilter } from '../../protocol/topics.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

export const TOPIC_CASES = defineCases(
  {
    ids: { 4: '311:3.3.2-3', 5: '5:3.3.2-3' },
    title: 'a filter gets the messages of the topics that match it, and no others',
    needs: { wildcards: true },
    run: async (c) =>
      matrix(c, {
        filters: ['a/b', 'a/+', '+/b', 'a/+/c', '+/+', 'a/b/#', '+/b/#'],
        topics: ['a/b', 'a/c', 'b/b', 'a/b/c', 'a/x/c', 'b/b/c/d', 'c'],
        // Whether # counts the level above is asked by another case.
        isAsked: (filter, topic) =>
          !filter.endsWith('/#') || filter.split('/').length <= topic.split('/').length,
      }),
  },
  {
    ids: { 4: '311:4.7.1-2', 5: '5:4.7.1-1' },
    part: 'matches',
    title: '# stands for any number of levels, the level above included',
    needs: { wildcards: true },
    run: async (c) => matrix(c, { filters: ['a/#', 'a/b/#'], topics: ['a', 'a/b', 'a/b/c', 'a/b/c/d'] }),
  },
  {
    ids: { 4: '311:4.7.1-3', 5: '5:4.7.1-2' },
    part: 'matches',
    title: '+ stands for one level, an empty one included',
    needs: { wildcards: true },
    run: async (c) =>
      matrix(c, {
        filters: ['a/+', 'a/+/c', '+/+/+', 'a/+/'],
        topics: ['a/b', 'a/', 'a', 'a/b/c', 'a//c', 'a/b/'],
      }),
  },
  {
    ids: { 4: '311:4.7.1-3', 5: '5:4.7.1-2' },
    part: 'leading',
    title: '+ stands for an empty first level, too',
    needs: { wildcards: true },
    run: async (c) => {
      if (c.facts.profile.topicPrefix !== undefined) throw c.skip('the profile wants a prefix in front');
      const [publisher, exact, wild] = [await c.connect(), await c.connect(), await c.connect()];
      const qos = c.facts.maximumQos === 0 ? 0 : 1;
      const [plain, led] = [`${c.name()}/${c.topic()}`, `/${c.topic()}`];
      await exact.subscribe([plain, led].map((filter) => ({ filter, qos })));
      await wild.subscribe({ filter: `+/${c.topic()}`, qos });
      for (const topic of [plain, led]) {
        await publisher.store({ topic, qos, text: topic });
        const packet = await exact.needMessage(topic);
        c.require(packet.topic === topic, 'a separator in front is lost altogether');
      }
      await wild.needMessage(plain);
      await wild.expectMessage(led, `+/… to match ${led}`);
    },
  },
  {
    ids: { 4: '311:4.7.3-4', 5: '5:4.7.3-4' },
    title: 'Topic Names are compared as they are: case, spaces, separators and forms of Unicode count',
    aboutContent: true,
    run: async (c) =>
      distinct(c, ['a', 'A', 'a ', ' a', 'a/', '/a', 'a//b', 'a/b', '\u00e9', 'e\u0301', 'a/.', 'a/../a']),
  },
  {
    ids: { 4: '311:4.7.3-4', 5: '5:4.7.3-4' },
    part: 'rare',
    title: 'Topic Names pass unchanged whatever characters they have',
    needs: { wildcards: true },
    aboutContent: true,
    run: async (c) => unchanged(c),
  },
  {
    ids: { 4: '311:4.7.3-4', 5: '5:4.7.3-4' },
    part: 'leading-separator',
    title: 'a separator in front makes another Topic Name',
    aboutContent: true,
    run: async (c) => {
      if (c.facts.profile.topicPrefix !== undefined) throw c.skip('the profile wants a prefix in front');
      const [publisher, topic] = [await c.connect(), c.topic()];
      const [plain, led] = [await c.connect(), await c.connect()];
      await plain.subscribe(topic);
      await led.subscribe(`/${topic}`);
      await publisher.store({ topic: `/${topic}`, text: 'led' });
      await publisher.store({ topic, text: 'plain' });
      await plain.needMessage('plain');
      await c.quiet(plain);
      const isThere = plain.takeMessages().some((packet) => textOf(packet) === 'led');
      c.claim(!isThere, `nothing of /${topic} for ${topic}`, 'the message came');
      const packet = await led.needMessage('led');
      c.claim(packet.topic === `/${topic}`, `the topic /${topic}`, `it is ${packet.topic}`);
    },
  },
  {
    ids: { 4: '311:1.5.3-3', 5: '5:1.5.4-3' },
    title: 'U+FEFF in a Topic Name is kept',
    aboutContent: true,
    run: async (c) => distinct(c, ['\ufeffx', 'x', 'x\ufeff']),
  },
  {
    ids: { 4: '311:4.7.2-1', 5: '5:4.7.2-1' },
    part: 'plus',
    title: 'a filter that starts with + gets no topic that starts with $',
    needs: { wildcards: true },
    run: async (c) => dollar(c, (rest) => `+/${rest}`),
  },
  {
    ids: { 4: '311:4.7.2-1', 5: '5:4.7.2-1' },
    part: 'hash',
    title: 'the filter # gets no topic that starts with $',
    needs: { wildcards: true },
    hearsAll: true,
    run: async (c) => dollar(c, () => '#'),
  },
  {
    ids: { 4: '311:4.7.2-1', 5: '5:4.7.2-1' },
    part: 'retained',
    title: 'a filter that starts with + or # gets no retained message of a topic that starts with $',
    needs: { wildcards: true, retain: true },
    hearsAll: true,
    run: async (c) => {
      for (const filter of ['#', '+/#']) await dollarRetained(c, filter);
    },
  },
  {
    ids: { 5: '5:4.7.2-1' },
    part: 'shared',
    title: 'a Shared Subscription to # gets no topic that starts with $',
    needs: { wildcards: true, sharedSubscriptions: true },
    hearsAll: true,
    run: async (c) => dollar(c, (rest) => `$share/${rest}/#`),
  },
  {
    ids: { 4: '311:4.7.3-3', 5: '5:4.7.3-3' },
    title: 'a Topic Name of 65,535 bytes works or is refused, and is never cut',
    needs: { qos: 1 },
    destructive: true,
    run: async (c) => {
      if (c.facts.maximumPacketSize < 70_000) throw c.skip('the target takes no packet that large');
      const [base, long] = [c.topic('long/'), 'x'.repeat(65_535)];
      const topic = `${base}${long}`.slice(0, 65_535);
      const [subscriber, publisher] = [await c.connect(), await c.connect()];
      const prefix = c.facts.wildcards ? `${base}#` : topic;
      const { reasonCodes } = await subscriber.trySubscribe({ filter: prefix, qos: 1 });
      if ((reasonCodes[0] ?? 0x80) >= 0x80) throw c.skip('the filter is refused');
      publisher.begin({ topic, qos: 1, text: 'long' });
      const answer = await publisher.take(PacketType.puback);
      if (answer === undefined || answer.reasonCode >= 0x80) c.note('the target refuses the topic');
      await c.quiet(subscriber);
      const lengths = subscriber.takeMessages().map((packet) => packet.topic.length);
      c.claim(
        lengths.every((length) => length === 65_535),
        'the whole topic',
        `it came with ${lengths.join()} bytes`,
      );
      if (answer !== undefined && lengths.length === 0) c.note('the message does not come');
    },
  },
);

interface Matrix {
  /** Below a topic of the case. */
  readonly filters: readonly string[];
  readonly topics: readonly string[];
  readonly isAsked?: (filter: string, topic: string) => boolean;
}

/** A subscriber for each filter, and for each topic one that names it exactly: what that one gets, the filters have to. */
async function matrix(c: CaseContext, { filters, topics, isAsked = () => true }: Matrix): Promise<void> {
  // At QoS 0 a message that is missing may be lost by right.
  const qos = c.facts.maximumQos === 0 ? 0 : 1;
  const [base, publisher] = [c.topic('m'), await c.connect()];
  const wild: { filter: string; client: Client }[] = [];
  for (const filter of filters) {
    const client = await c.connect();
    await client.subscribe({ filter: `${base}/${filter}`, qos });
    wild.push({ filter, client });
  }
  const control = await c.connect();
  await control.subscribe(topics.map((topic) => ({ filter: `${base}/${topic}`, qos })));
  for (const topic of topics) await publisher.store({ topic: `${base}/${topic}`, qos, text: topic });
  await publisher.ping();
  for (const topic of topics)
    await control.need(PacketType.publish, (packet) => packet.topic === `${base}/${topic}`);
  await Promise.all(wild.map(({ client }) => c.quiet(client)));
  for (const { filter, client } of wild) {
    const got = new Set(client.takeMessages().map((packet) => packet.topic.slice(base.length + 1)));
    for (const topic of topics) {
      if (!isAsked(filter, topic)) continue;
      const isDue = matchesFilter(`${base}/${filter}`, `${base}/${topic}`);
      const expected = `…/${filter} to ${isDue ? '' : 'not '}match …/${topic}`;
      c.claim(
        got.has(topic) === isDue,
        expected,
        got.has(topic) ? 'the message came' : 'the message does not come',
      );
    }
  }
}

/** Characters beyond the usual plane and those that programs like to replace, seen through a wildcard. */
const RARE = [
  '\u{1d11e}',
  '\u{1f600}',
  '\u{2000b}',
  '\u00a0',
  '\u200b',
  'ÿ',
  '"',
  '%2f',
  '&amp;',
  '\\',
] as const;

async function unchanged(c: CaseContext): Promise<void> {
  const [base, publisher, subscriber] = [c.topic('rare/'), await c.connect(), await c.connect()];
  await subscriber.subscribe(`${base}+`);
  await publisher.store({ topic: `${base}plain`, text: 'plain' });
  await subscriber.needMessage('plain');
  for (const [index, name] of RARE.entries()) {
    await publisher.store({ topic: `${base}${name}`, text: `rare ${index}` });
    const { topic } = await subscriber.needMessage(`rare ${index}`);
    const [wanted, came] = [name, topic.slice(base.length)].map((text) => JSON.stringify(text));
    c.claim(topic === `${base}${name}`, `the topic ${wanted ?? ''} unchanged`, `there came ${came ?? ''}`);
  }
}

/** Names that look alike: each subscriber gets its own only. */
async function distinct(c: CaseContext, names: readonly string[]): Promise<void> {
  const base = c.topic('d/');
  const subscribers: { name: string; client: Client }[] = [];
  for (const name of names) {
    const client = await c.connect();
    const { reasonCodes } = await client.trySubscribe(`${base}${name}`);
    if ((reasonCodes[0] ?? 0x80) < 0x80) subscribers.push({ name, client });
    else c.note(`the target refuses the filter ${JSON.stringify(name)}`);
  }
  c.require(subscribers.length > 1, 'nearly every filter is refused');
  for (const { name } of subscribers) await published(c, `${base}${name}`, name);
  await Promise.all(subscribers.map(({ client }) => c.quiet(client)));
  const missing: string[] = [];
  for (const { name, client } of subscribers) {
    const packets = client.takeMessages();
    const got = packets.map((packet) => textOf(packet));
    const altered = packets.find((packet) => textOf(packet) === name && packet.topic !== `${base}${name}`);
    c.claim(
      altered === undefined,
      `the topic ${JSON.stringify(name)} unchanged`,
      `there came ${JSON.stringify(altered?.topic.slice(base.length))}`,
    );
    const foreign = got.filter((text) => text !== name && names.includes(text));
    c.claim(foreign.length === 0, `${JSON.stringify(name)} alone`, `there came ${JSON.stringify(foreign)}`);
    if (!got.includes(name)) missing.push(JSON.stringify(name));
  }
  c.require(missing.length === 0, `the message of ${missing.join(', ')} does not come`);
}

/** By a client of its own: a target that dislikes the name may end the connection. */
async function published(c: CaseContext, topic: string, text: string): Promise<void> {
  const publisher = await c.connect();
  publisher.begin({ topic, text });
  publisher.send({ type: PacketType.pingreq });
  await publisher.take(PacketType.pingresp);
}

async function dollar(c: CaseContext, filterOf: (rest: string) => string): Promise<void> {
  const rest = c.name();
  const topic = `$${rest}/${rest}`;
  const [publisher, exact] = [await c.connect(), await c.connect()];
  const wild = await c.open({ isJudged: false });
  const connack = await wild.attempt(c.connectPacket());
  c.require(connack?.reasonCode === 0, 'the subscriber is not accepted');
  await wild.subscribe(filterOf(rest));
  const { reasonCodes } = await exact.trySubscribe(topic);
  publisher.begin({ topic, text: 'dollar' });
  const isOpen =
    (reasonCodes[0] ?? 0x80) < 0x80 &&
    (await exact.take(PacketType.publish, undefined, exact.answerMs / 4)) !== undefined;
  const ordinary = `${rest}/${rest}`;
  await (await c.connect()).store({ topic: ordinary, text: 'ordinary' });
  await wild.need(PacketType.publish, (packet) => packet.topic === ordinary);
  await c.wait(c.timing.quietMs);
  const seen = wild.takeMessages().filter((packet) => packet.topic.startsWith('$'));
  c.claim(seen.length === 0, 'no topic that starts with $', `a message on ${seen[0]?.topic ?? ''} came`);
  if (!isOpen) throw c.vacuous('the target takes no messages on topics that start with $');
}

async function dollarRetained(c: CaseContext, filter: string): Promise<void> {
  const name = c.name();
  const [hidden, ordinary] = [`$${name}/${name}`, `${name}/${name}`];
  const [publisher, exact] = [await c.connect(), await c.connect()];
  for (const topic of [hidden, ordinary]) await publisher.store({ topic, text: 'kept', retain: true });
  await publisher.ping();
  const { reasonCodes } = await exact.trySubscribe(hidden);
  const isKept =
    (reasonCodes[0] ?? 0x80) < 0x80 &&
    (await exact.take(PacketType.publish, undefined, exact.answerMs / 4)) !== undefined;
  if (!isKept) throw c.vacuous('the target retains nothing on topics that start with $');
  const wild = await c.open({ isJudged: false });
  const connack = await wild.attempt(c.connectPacket());
  c.require(connack?.reasonCode === 0, 'the subscriber is not accepted');
  await wild.subscribe(filter);
  await wild.need(PacketType.publish, (packet) => packet.topic === ordinary);
  await c.quiet(wild);
  const seen = wild.takeMessages().filter(({ topic }) => topic.startsWith('$'));
  c.claim(seen.length === 0, 'no topic that starts with $', `a message on ${seen[0]?.topic ?? ''} came`);
}
