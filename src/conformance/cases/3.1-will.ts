/** Will Messages (sections 3.1.2.5 to 3.1.2.7, 3.1.3.2, 3.14). */
import { PacketType, type QoS } from '../../protocol/constants.ts';
import type { WillMessage } from '../../protocol/packets.ts';
import type { Properties } from '../../protocol/properties.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

const KEEP_ALIVE_S = 2;
const DELAY_S = 2;

export const WILL_CASES = defineCases(
  {
    ids: { 4: '311:3.1.2-8', 5: ['5:3.1.2-7', '5:3.1.2-8'] },
    part: 'reset',
    title: 'the Will is published when the connection is reset',
    run: async (c) => published(c, (client) => client.drop()),
  },
  {
    ids: { 4: '311:3.1.2-8', 5: ['5:3.1.2-7', '5:3.1.2-8'] },
    part: 'closed',
    title: 'the Will is published when the connection is closed without DISCONNECT',
    run: async (c) => published(c, (client) => client.hangUp()),
  },
  {
    ids: { 4: '311:3.1.2-8', 5: '5:3.1.2-8' },
    part: 'protocol-error',
    title: 'the Will is published when the target ends the connection for a broken packet',
    destructive: true,
    run: async (c) =>
      published(c, async (client) => {
        client.stopJudging();
        client.sendBytes(Uint8Array.of(0x00, 0x00), 'packet type 0');
        if (!(await client.ended())) client.drop();
      }),
  },
  {
    ids: { 4: '311:3.1.2-8', 5: '5:3.1.2-8' },
    part: 'takeover',
    title: 'the Will is published when another connection takes the Client Identifier over with Clean Start',
    run: async (c) =>
      published(c, async (client) => {
        await c.connect({ clientId: client.clientId });
        c.require(await client.ended(), 'the older connection stays open');
      }),
  },
  {
    ids: { 4: '311:3.1.2-8', 5: '5:3.1.2-8' },
    part: 'keep-alive',
    title: 'the Will is published when the Keep Alive has run out',
    lastsMs: KEEP_ALIVE_S * 1_500,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const client = await c.connect({ keepAlive: KEEP_ALIVE_S, will: will(topic, 'gone') });
      const limitMs = KEEP_ALIVE_S * 1_500 + c.timing.graceMs;
      if (!(await client.ended(limitMs)))
        throw c.skip('the target does not end a silent connection in that time');
      await watcher.expectMessage('gone', 'the Will');
    },
  },
  {
    ids: { 5: '5:3.1.2-8' },
    part: 'disconnect-with-will',
    title: 'DISCONNECT with Reason Code 0x04 publishes the Will',
    run: async (c) => published(c, (client) => client.disconnect(0x04)),
  },
  {
    ids: { 4: '311:3.1.2-14', 5: '5:3.1.2-12' },
    part: 'levels',
    title: 'a Will goes out at its QoS',
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      for (const qos of [0, 1, 2] as const) {
        if (qos > c.facts.maximumQos) continue;
        const client = await c.connect({ will: will(topic, `qos ${qos}`, { qos }) });
        client.drop();
        const packet = await watcher.needMessage(`qos ${qos}`);
        const granted = Math.min(qos, c.facts.maximumQos);
        c.claim(packet.qos === granted, `the Will at QoS ${qos}`, `it came at QoS ${packet.qos}`);
      }
    },
  },
  {
    ids: { 4: ['311:3.14.4-3', '311:3.1.2-10'], 5: ['5:3.14.4-3', '5:3.1.2-10'] },
    part: 'disconnected',
    title: 'DISCONNECT takes the Will away',
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const client = await c.connect({ will: will(topic, 'forbidden') });
      await client.disconnect();
      await control(c, topic, watcher);
      c.claim(!has(watcher, 'forbidden'), 'no Will after DISCONNECT', 'the Will came');
    },
  },
  {
    ids: { 4: ['311:3.1.2-10', '311:3.1.2-12'], 5: '5:3.1.2-10' },
    part: 'once',
    title: 'a Will is published once, and not for a later connection that has none',
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const client = await c.connect({ will: will(topic, 'once') });
      client.drop();
      await watcher.needMessage('once');
      await c.quiet(watcher);
      watcher.clear();
      const again = await c.connect({ clientId: client.clientId });
      again.drop();
      await control(c, topic, watcher);
      c.claim(!has(watcher, 'once'), 'no second copy', 'the Will came again');
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
      await late.subscribe([topic, retained]);
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
      await late.subscribe([
        { filter: topic, qos: 1 },
        { filter: control, qos: 1 },
      ]);
      await late.needMessage('control');
      await late.expectMessage('staying', 'the Will as a retained message');
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
    ids: { 5: '5:3.1.2-8' },
    part: 'delay',
    title: 'a Will waits for its delay',
    needs: { sessionS: 30 },
    lastsMs: DELAY_S * 1_000,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const client = await delayed(c, topic, 'delayed', DELAY_S, 60);
      const droppedUs = c.time.nowUs();
      client.drop();
      const limitMs = DELAY_S * 1_000 + c.timing.graceMs;
      await watcher.expect(PacketType.publish, `the Will ${DELAY_S} s after the end`, undefined, limitMs);
      const afterS = (c.time.nowUs() - droppedUs) / 1e6;
      // Brokers count whole seconds.
      c.claim(
        afterS > DELAY_S - 1.1,
        `the Will ${DELAY_S} s after the end`,
        `it came after ${afterS.toFixed(2)} s`,
      );
    },
  },
  {
    ids: { 5: '5:3.1.2-8' },
    part: 'session-end',
    title: 'a Will does not wait longer than its Session lasts',
    needs: { sessionS: 30 },
    lastsMs: 1_000,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const client = await delayed(c, topic, 'ended', 1_000, 1);
      client.drop();
      const limitMs = 1_000 + c.timing.graceMs;
      await watcher.expect(PacketType.publish, 'the Will at the end of the Session', undefined, limitMs);
    },
  },
  {
    ids: { 5: '5:3.1.3-9' },
    title: 'a client that is back before the Will Delay has passed has no Will published',
    needs: { sessionS: 30 },
    lastsMs: DELAY_S * 1_000 + 1_000,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const client = await delayed(c, topic, 'forbidden', DELAY_S, 60);
      const lost = await delayed(c, topic, 'control', DELAY_S, 60);
      client.drop();
      lost.drop();
      const again = await c.connectKept(client.clientId);
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      await c.wait(DELAY_S * 1_000 + 1_000);
      await watcher.needMessage('control');
      await c.quiet(watcher);
      c.claim(!has(watcher, 'forbidden'), 'no Will', 'the Will came');
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
  {
    ids: { 5: '5:U-3.14.2.2.2-1' },
    title: 'a DISCONNECT that raises an expiry interval of 0 is none: the Will is published',
    run: async (c) => {
      await willWorks(c);
      await published(c, async (client) => {
        client.send({
          type: PacketType.disconnect,
          reasonCode: 0,
          properties: { sessionExpiryInterval: 60 },
        });
        if (!(await client.ended())) client.drop();
      });
    },
  },
  {
    ids: { 4: '311:3.14.1-1', 5: '5:3.14.1-1' },
    part: 'will',
    title: 'a DISCONNECT with wrong flags is none: the Will is published',
    level: 'SHOULD',
    destructive: true,
    run: async (c) => {
      await willWorks(c);
      await published(c, async (client) => {
        client.stopJudging();
        client.sendBytes(Uint8Array.of(0xe1, 0x00), 'DISCONNECT with flags 0001');
        if (!(await client.ended())) client.drop();
      });
    },
  },
);

interface Watch {
  readonly watcher: Client;
  readonly topic: string;
}

async function watch(c: CaseContext): Promise<Watch> {
  const [watcher, topic] = [await c.connect(), c.topic('will')];
  await watcher.subscribe({ filter: topic, qos: 2 });
  return { watcher, topic };
}

function will(
  topic: string,
  text: string,
  rest: { qos?: QoS; retain?: boolean; properties?: Properties } = {},
): WillMessage {
  return { topic, payload: Buffer.from(text), qos: 0, retain: false, ...rest };
}

/** After `leave` the Will has to come. */
async function published(c: CaseContext, leave: (client: Client) => void | Promise<void>): Promise<void> {
  const { watcher, topic } = await watch(c);
  const client = await c.connect({ will: will(topic, 'gone') });
  await client.ping();
  await leave(client);
  await watcher.expectMessage('gone', 'the Will');
}

/** An ordinary Will, without which nothing can be said of a peculiar one. */
async function willWorks(c: CaseContext): Promise<void> {
  const [watcher, topic] = [await c.connect(), c.topic('control')];
  await watcher.subscribe(topic);
  (await c.connect({ will: will(topic, 'control') })).drop();
  await watcher.needMessage('control');
}

/** Another Will on the same topic, later: when it is there, so would have been the one that must not come. */
async function control(c: CaseContext, topic: string, watcher: Client): Promise<void> {
  (await c.connect({ will: will(topic, 'control') })).drop();
  await watcher.needMessage('control');
  await c.quiet(watcher);
}

function has(client: Client, text: string): boolean {
  return client.takeMessages().some((packet) => textOf(packet) === text);
}

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

async function delayed(
  c: CaseContext,
  topic: string,
  text: string,
  delayS: number,
  expiryS: number,
): Promise<Client> {
  return c.connect({
    cleanStart: false,
    properties: { sessionExpiryInterval: expiryS },
    will: will(topic, text, { properties: { willDelayInterval: delayS } }),
  });
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
