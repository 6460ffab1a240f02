/** When a Will is published, and when it is not (sections 3.1.2.5, 3.14). */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { watch, will, control, delayed, has } from './will-steps.ts';

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
    ids: { 5: '5:3.1.2-8' },
    part: 'disconnect-with-error',
    title: 'DISCONNECT with a Reason Code of an error publishes the Will',
    run: async (c) => published(c, (client) => client.disconnect(0x80)),
  },
  {
    // Malformed or not, it is not the 0x00 that alone takes a Will away (3.1.2.5, 3.14.2.1).
    ids: { 5: '5:3.1.2-8' },
    part: 'disconnect-with-unknown-code',
    title: 'DISCONNECT with a Reason Code that no table has publishes the Will',
    destructive: true,
    run: async (c) => {
      await willWorks(c);
      await published(c, async (client) => {
        client.stopJudging();
        client.sendBytes(Uint8Array.of(0xe0, 0x02, 0xff, 0x00), 'DISCONNECT with Reason Code 0xFF');
        if (!(await client.ended())) client.drop();
      });
    },
  },
  {
    // 5.0 says so in a comment of 3.1.4: without a delay the end of the connection is what counts.
    ids: { 4: '311:3.1.2-8', 5: '5:3.1.2-8' },
    part: 'takeover-kept',
    title: 'the Will is published when another connection takes the Client Identifier over with its Session',
    needs: { sessionS: 30 },
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const client = await c.connect({ ...c.keeping(), will: will(topic, 'gone') });
      await client.ping();
      await c.connectKept(client.clientId);
      c.require(await client.ended(), 'the older connection stays open');
      await watcher.expectMessage('gone', 'the Will');
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
      const qos = c.facts.maximumQos;
      const plain = await c.connect();
      await plain.store({ topic, qos, text: 'plain' });
      await watcher.needMessage('plain');
      await c.quiet(watcher);
      c.require(!has(watcher, 'plain'), 'ordinary messages come twice as well');
      const client = await c.connect({ will: will(topic, 'once', { qos }) });
      client.drop();
      await watcher.needMessage('once');
      await c.quiet(watcher);
      c.claim(!has(watcher, 'once'), 'one copy', 'the Will came twice');
      const again = await c.connect({ clientId: client.clientId });
      again.drop();
      await control(c, topic, watcher);
      c.claim(!has(watcher, 'once'), 'no second copy', 'the Will came again');
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
      const { connack } = await c.connectKept(client.clientId);
      c.require(connack?.sessionPresent === true, 'the Session has ended, and the Will with it');
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
