/** Topic Aliases of both sides (section 3.3.2.3.4, MQTT 5.0). */
import { PacketType } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import type { Properties } from '../../protocol/properties.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { ends } from './limit-steps.ts';
import { NEEDS, replayed } from './retain-steps.ts';

export const ALIAS_CASES = defineCases(
  // --- Topic Aliases of the broker
  {
    ids: { 5: '5:3.1.2-27' },
    title: 'without Topic Alias Maximum no Topic Alias comes',
    run: async (c) => {
      for (const wish of [{}, { topicAliasMaximum: 0 }]) {
        const { got } = await streamed(c, wish);
        const aliased = got.filter(({ properties }) => properties?.topicAlias !== undefined).length;
        c.claim(aliased === 0, 'no Topic Alias', `${aliased} messages have one`);
      }
    },
  },
  {
    ids: { 5: ['5:3.1.2-26', '5:3.3.2-11'] },
    title: 'a Topic Alias of the broker is not above the client’s maximum',
    run: async (c) => {
      const { got } = await streamed(c, { topicAliasMaximum: 2 });
      const aliases = got.flatMap(({ properties }) => properties?.topicAlias ?? []);
      c.claim(
        aliases.every((alias) => alias >= 1 && alias <= 2),
        'aliases 1 and 2 at most',
        `there came ${aliases.join()}`,
      );
      if (aliases.length === 0) throw c.vacuous('the target uses no Topic Alias');
      // Whether each stands for its own topic is told by the rules for every packet.
      await streamed(c, { topicAliasMaximum: 10 });
    },
  },
  // --- Topic Aliases of the client
  {
    ids: { 5: '5:3.3.2-12' },
    part: 'accepted',
    title: 'every Topic Alias up to the announced maximum is accepted',
    needs: { topicAlias: true },
    run: async (c) => {
      const [publisher, subscriber] = [await c.connect(), await c.connect()];
      const maximum = c.facts.topicAliasMaximum;
      const aliases = [...new Set([1, Math.ceil(maximum / 2), maximum])];
      await subscriber.subscribe(aliases.map((alias) => c.topic(`a${alias}`)));
      for (const topicAlias of aliases) {
        const topic = c.topic(`a${topicAlias}`);
        publisher.begin({ topic, text: `plain ${topicAlias}` });
        await subscriber.needMessage(`plain ${topicAlias}`);
        const expected = `the messages with Topic Alias ${topicAlias}`;
        // With QoS 1 as well as without.
        const qos = topicAlias === 1 || c.facts.maximumQos === 0 ? 0 : 1;
        publisher.begin({ topic, qos, text: `set ${topicAlias}`, properties: { topicAlias } });
        await subscriber.expectMessage(`set ${topicAlias}`, expected);
        for (const text of [`use ${topicAlias}`, `use ${topicAlias} again`]) {
          publisher.begin({ topic: '', qos, text, properties: { topicAlias } });
          const packet = await subscriber.expectMessage(text, expected);
          c.claim(packet.topic === topic, topic, `it came on ${packet.topic}`);
        }
      }
    },
  },
  {
    ids: { 5: '5:U-3.3.4-1' },
    part: 'anew',
    title: 'a Topic Alias can be given anew',
    needs: { topicAlias: true },
    run: async (c) => {
      const [publisher, subscriber] = [await c.connect(), await c.connect()];
      const [first, second] = [c.topic('first'), c.topic('second')];
      await subscriber.subscribe([first, second]);
      for (const [topic, text] of [
        [first, 'set'],
        ['', 'use'],
        [second, 'set anew'],
      ] as const) {
        publisher.begin({ topic, text, properties: { topicAlias: 1 } });
        await subscriber.needMessage(text);
      }
      publisher.begin({ topic: '', text: 'use anew', properties: { topicAlias: 1 } });
      const packet = await subscriber.expectMessage(
        'use anew',
        'the message on the later topic of the alias',
      );
      c.claim(packet.topic === second, second, `it came on ${packet.topic}`);
    },
  },
  {
    ids: { 5: '5:3.3.1-5' },
    part: 'alias',
    title: 'a retained message that names its topic by an alias is kept on that topic',
    needs: { ...NEEDS, topicAlias: true },
    run: async (c) => {
      const [publisher, subscriber, topic] = [await c.connect(), await c.connect(), c.topic()];
      const properties = { topicAlias: 1 };
      await subscriber.subscribe(topic);
      await publisher.store({ topic, qos: 1, retain: true, text: 'named', properties });
      c.require((await replayed(c, topic)).got.map(textOf).join() === 'named', 'nothing was retained');
      await publisher.store({ topic: '', qos: 1, retain: true, text: 'aliased', properties });
      await subscriber.needMessage('aliased');
      const got = (await replayed(c, topic)).got.map(textOf).join();
      c.claim(got === 'aliased', 'the later message', `there came ${got || 'none'}`);
    },
  },
  {
    ids: { 5: '5:U-3.3.4-1' },
    part: 'unknown',
    title: 'an alias that was never given ends the connection',
    needs: { topicAlias: true },
    run: async (c) => ends(c, await c.connect(), 1, ''),
  },
  {
    ids: { 5: ['5:3.3.2-9', '5:3.2.2-17'] },
    title: 'a Topic Alias above the announced maximum ends the connection',
    run: async (c) => {
      const maximum = c.facts.topicAliasMaximum;
      if (maximum >= 65_535) throw c.skip('there is no alias above the announced maximum');
      if (maximum === 0) throw c.skip('the target announces no Topic Alias: another case asks about that');
      await ends(c, await c.connect(), maximum + 1, c.topic());
    },
  },
  {
    ids: { 5: '5:3.2.2-18' },
    title: 'a Topic Alias ends the connection where none is announced',
    run: async (c) => {
      if (c.facts.topicAliasMaximum > 0) throw c.skip('the target accepts Topic Aliases');
      await ends(c, await c.connect(), 1, c.topic());
    },
  },
  {
    ids: { 5: '5:3.3.2-7' },
    title: 'a Topic Alias does not live on into another connection',
    needs: { topicAlias: true },
    run: async (c) => {
      // One that no other case gives.
      const properties = { topicAlias: Math.min(2, c.facts.topicAliasMaximum) };
      const first = await c.connect({ clientId: c.clientId(), ...c.keeping() });
      const [watcher, other] = [await c.connect(), await c.connect()];
      first.begin({ topic: c.topic(), text: 'set', properties });
      await first.ping();
      await watcher.subscribe(c.topic());
      await forbidsUse(c, other, watcher, properties);
      await first.disconnect();
      await forbidsUse(c, await c.connectKept(first.clientId), watcher, properties);
    },
  },
);

/** An alias that another connection has given brings nothing to anybody. */
async function forbidsUse(
  c: CaseContext,
  client: Client,
  watcher: Client,
  properties: Properties,
): Promise<void> {
  client.stopJudging();
  client.begin({ topic: '', text: 'forbidden', properties });
  await client.ended();
  await c.quiet(watcher);
  const isThere = watcher.takeMessages().some((packet) => textOf(packet) === 'forbidden');
  c.claim(!isThere, 'no delivery by the alias of another connection', 'the message came');
}

/** Messages on several topics, three on each. */
async function streamed(c: CaseContext, properties: Properties): Promise<{ got: PublishPacket[] }> {
  const [subscriber, publisher] = [await c.connect({ properties }), await c.connect()];
  const topics = Array.from({ length: 5 }, (_, index) => c.topic(`t${index}`));
  await subscriber.subscribe(topics);
  for (let round = 0; round < 3; round += 1)
    for (const topic of topics) await publisher.store({ topic, text: `${topic} ${round}` });
  const got: PublishPacket[] = [];
  for (let i = 0; i < 15; i += 1) got.push(await subscriber.need(PacketType.publish));
  return { got };
}
