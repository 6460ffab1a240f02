/** What a Will is published as: QoS, RETAIN, properties (sections 3.1.2.6, 3.1.2.7, 3.1.3). */
import { PacketType } from '../../protocol/constants.ts';
import type { Properties } from '../../protocol/properties.ts';
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { control as controlled, has, watch, will } from './will-steps.ts';

export const WILL_MESSAGE_CASES = defineCases(
  {
    ids: { 4: '311:3.1.2-14', 5: '5:3.1.2-12' },
    part: 'levels',
    title: 'a Will goes out at its QoS',
    run: async (c) => {
      const { watcher, topic, granted } = await watch(c);
      const publisher = await c.connect();
      for (const qos of [0, 1, 2] as const) {
        if (qos > c.facts.maximumQos) continue;
        await publisher.store({ topic, qos, text: `control ${qos}` });
        const control = await watcher.needMessage(`control ${qos}`);
        c.require(
          control.qos === Math.min(qos, granted),
          `ordinary messages come at another QoS as well [${c.is5 ? '5:3.8.4-8' : '311:3.8.4-6'}]`,
        );
        const client = await c.connect({ will: will(topic, `qos ${qos}`, { qos }) });
        client.drop();
        const packet = await watcher.needMessage(`qos ${qos}`);
        const expected = Math.min(qos, granted);
        c.claim(packet.qos === expected, `the Will at QoS ${expected}`, `it came at QoS ${packet.qos}`);
      }
    },
  },
  {
    ids: { 4: '311:3.1.2-8', 5: '5:3.1.2-8' },
    part: 'empty',
    title: 'a Will without a payload is published like any other',
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      await controlled(c, topic, watcher);
      await (await c.connect()).store({ topic, text: '' });
      await watcher.needMessage('');
      (await c.connect({ will: will(topic, '') })).drop();
      await watcher.expectMessage('', 'the Will, which is empty');
    },
  },
  {
    ids: { 4: '311:3.1.2-16', 5: '5:3.1.2-14' },
    title: 'a Will with Will Retain 0 is not retained',
    needs: { retain: true },
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const retained = c.topic('retained');
      const publisher = await c.connect();
      await publisher.store({
        topic: retained,
        text: 'control',
        retain: true,
        qos: c.facts.maximumQos === 0 ? 0 : 1,
      });
      (await c.connect({ will: will(topic, 'passing') })).drop();
      await watcher.needMessage('passing');
      const late = await c.connect();
      for (const filter of [topic, retained]) await late.subscribe(filter);
      await late.needMessage('control');
      await c.quiet(late);
      c.claim(!has(late, 'passing'), 'nothing retained', 'a later subscriber gets the Will');
    },
  },
  {
    ids: { 4: '311:3.1.2-17', 5: '5:3.1.2-15' },
    title: 'a Will with Will Retain 1 is retained',
    needs: { retain: true, qos: 1 },
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      (await c.connect({ will: will(topic, 'staying', { retain: true, qos: 1 }) })).drop();
      await watcher.needMessage('staying');
      const control = c.topic('control');
      await watcher.store({ topic: control, text: 'control', retain: true, qos: 1 });
      const late = await c.connect();
      for (const filter of [topic, control]) await late.subscribe({ filter, qos: 1 });
      await late.needMessage('control');
      await late.expectMessage('staying', 'the Will as a retained message');
    },
  },
  {
    ids: { 5: '5:3.1.2-15' },
    part: 'as-published',
    title: 'a Will with Will Retain 1 has RETAIN 1 where a subscription wants it as published',
    needs: { retain: true },
    run: async (c) => {
      const [watcher, topic] = [await c.connect(), c.topic('will')];
      await watcher.subscribe({ filter: topic, retainAsPublished: true });
      await (await c.connect()).store({ topic, text: 'control', retain: true });
      c.require(
        (await watcher.needMessage('control')).retain,
        'ordinary messages have RETAIN 0 [5:3.3.1-13]',
      );
      (await c.connect({ will: will(topic, 'staying', { retain: true }) })).drop();
      c.claim((await watcher.needMessage('staying')).retain, 'RETAIN 1', 'RETAIN is 0');
    },
  },
  {
    ids: { 5: '5:3.1.3-10' },
    title: 'User Properties of the Will keep their order',
    run: async (c) => {
      const userProperties = [
        ['b', '1'],
        ['a', '2'],
        ['b', '3'],
        ['', ''],
        ['a', '2'],
      ] as const;
      const got = await willProperties(c, { userProperties });
      const expected = JSON.stringify(userProperties);
      const actual = JSON.stringify(got.userProperties ?? []);
      c.claim(actual === expected, expected, `there came ${actual}`);
    },
  },
  {
    ids: { 5: '5:U-3.1.3.2-2' },
    title: 'the Will has its Payload Format, Content Type, Response Topic and Correlation Data',
    run: async (c) => {
      const sent: Properties = {
        payloadFormatIndicator: 1,
        contentType: 'text/plain',
        responseTopic: c.topic('answer'),
        correlationData: Buffer.from([0, 1, 255]),
      };
      const got = withoutExpiry(await willProperties(c, { ...sent, messageExpiryInterval: 600 }));
      c.claim(show(got) === show(sent), show(sent), `there came ${show(got)}`);
    },
  },
  {
    ids: { 4: '311:3.1.3-1', 5: '5:3.1.3-1' },
    title: 'the fields of the CONNECT payload are read in their order',
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const payload = c.topic('payload');
      await watcher.subscribe(payload);
      (await c.connect({ will: will(topic, payload) })).drop();
      const packet = await watcher.need(PacketType.publish);
      c.claim(
        packet.topic === topic && textOf(packet) === payload,
        'topic and payload of the Will as sent',
        `the topic is ${packet.topic}`,
      );
    },
  },
);

/** The properties with which a Will comes, where an ordinary message with the same comes unchanged. */
async function willProperties(c: CaseContext, properties: Properties): Promise<Properties> {
  const { watcher, topic } = await watch(c);
  await (await c.connect()).store({ topic, text: 'control', properties });
  const control = (await watcher.needMessage('control')).properties ?? {};
  c.require(
    show(withoutExpiry(control)) === show(withoutExpiry(properties)),
    'properties do not pass unchanged at all',
  );
  (await c.connect({ will: will(topic, 'gone', { properties }) })).drop();
  return (await watcher.needMessage('gone')).properties ?? {};
}

/** What the broker may alter, or add, left out. */
function withoutExpiry(properties: Properties): Properties {
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties } = properties;
  return Object.fromEntries(
    Object.entries({
      payloadFormatIndicator,
      contentType,
      responseTopic,
      correlationData,
      userProperties,
    }).filter(([, value]) => value !== undefined),
  );
}

function show(properties: Properties): string {
  const plain = Object.entries(properties).map(
    ([name, value]) =>
      [name, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value] as const,
  );
  return JSON.stringify(Object.fromEntries(plain.sort(([left], [right]) => left.localeCompare(right))));
}
