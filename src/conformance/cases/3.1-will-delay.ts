/** Wills that wait, and what ends the waiting; Wills of connections that are left or resumed (sections 3.1.2.5, 3.1.3.2, 3.14). */
import { PacketType } from '../../protocol/constants.ts';
import type { Properties } from '../../protocol/properties.ts';
import { defineCases } from '../case.ts';
import type { Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { control, delayed, has, watch, will } from './will-steps.ts';

const DELAY_S = 2;
/** A while behind the end of the delay. */
const OVER_MS = DELAY_S * 1_000 + 1_000;
const PROMPT_MS = 1_800;
/** More milliseconds than 31 bits hold. */
const WEEKS_S = 3_000_000;
const LONG_S = 600;
const KEPT = { sessionS: 30 } as const;

export const WILL_DELAY_CASES = defineCases(
  {
    ids: { 5: '5:3.1.2-8' },
    part: 'clean-start',
    title: 'a Will that waits is published when Clean Start ends its Session',
    needs: KEPT,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const client = await delayed(c, topic, 'ended', 1_000, 2_000);
      client.drop();
      const clean = await c.connect({ clientId: client.clientId });
      if ((await watcher.take(PacketType.publish)) !== undefined) return;
      watcher.readable();
      c.require(clean.connack?.sessionPresent === false, 'Clean Start does not end the Session [5:3.1.2-4]');
      await clean.disconnect();
      const after = await c.connectKept(client.clientId);
      c.require(after.connack?.sessionPresent === false, 'Clean Start does not end the Session [5:3.1.2-4]');
      throw c.late('the Will at the end of the Session', watcher.story());
    },
  },
  {
    ids: { 5: '5:3.1.2-8' },
    part: 'long-delay',
    title: 'a Will whose delay is weeks long waits',
    needs: KEPT,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      (await delayed(c, topic, 'early', WEEKS_S, LONG_S)).drop();
      await control(c, topic, watcher);
      c.claim(!has(watcher, 'early'), `no Will for ${LONG_S} s`, 'the Will came at once');
    },
  },
  {
    ids: { 5: '5:3.1.3-9' },
    part: 'takeover',
    title: 'a connection that takes the Session over before the Will Delay has passed has no Will published',
    needs: KEPT,
    lastsMs: OVER_MS,
    run: async (c) =>
      forbids(c, async (client) => {
        const again = await c.connectKept(client.clientId);
        c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
        c.require(await client.ended(), 'the older connection stays open');
      }),
  },
  {
    ids: { 5: '5:3.14.4-3' },
    part: 'delayed',
    title: 'DISCONNECT takes a Will away that has a delay',
    needs: KEPT,
    lastsMs: OVER_MS,
    run: async (c) => forbids(c, (client) => client.disconnect()),
  },
  {
    ids: { 5: ['5:3.14.4-3', '5:3.1.2-10'] },
    part: 'with-properties',
    title: 'DISCONNECT 0x00 takes the Will away, whatever properties it has',
    needs: KEPT,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      await plainlyTaken(c, topic, watcher);
      const properties: readonly Properties[] = [
        { sessionExpiryInterval: 0 },
        { sessionExpiryInterval: 60 },
        { userProperties: [['why', 'because']], reasonString: 'because' },
      ];
      for (const each of properties) {
        const client = await c.connect({ ...c.keeping(60), will: will(topic, 'forbidden') });
        await client.disconnect(0, each);
        await control(c, topic, watcher);
        c.claim(!has(watcher, 'forbidden'), 'no Will after DISCONNECT', 'the Will came');
      }
    },
  },
  {
    ids: { 4: ['311:3.1.2-10', '311:3.1.2-12'], 5: '5:3.1.2-10' },
    part: 'resumed',
    title: 'a Session that is resumed without a Will has none',
    needs: KEPT,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      await plainlyTaken(c, topic, watcher);
      const client = await c.connect({ ...c.keeping(60), will: will(topic, 'forbidden') });
      await client.disconnect();
      const again = await c.connectKept(client.clientId);
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      c.require(!has(watcher, 'forbidden'), 'the Will is published behind DISCONNECT');
      again.drop();
      await control(c, topic, watcher);
      c.claim(!has(watcher, 'forbidden'), 'no Will', 'the Will of the earlier connection came');
    },
  },
  {
    ids: { 5: '5:U-3.1.2.5-1' },
    part: 'delayed',
    title: 'a Will that waits is published promptly when its delay has passed',
    needs: KEPT,
    lastsMs: DELAY_S * 1_000,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const client = await delayed(c, topic, 'gone', DELAY_S, 60);
      const fromUs = c.time.nowUs();
      client.drop();
      const limitMs = DELAY_S * 1_000 + c.timing.graceMs;
      const packet = await watcher.take(PacketType.publish, undefined, limitMs);
      c.require(packet !== undefined, 'no Will comes at all');
      const lateMs = (c.time.nowUs() - fromUs) / 1_000 - DELAY_S * 1_000;
      c.claim(lateMs < PROMPT_MS, `the Will within ${PROMPT_MS} ms`, `it took ${Math.round(lateMs)} ms`);
    },
  },
  {
    ids: { 5: '5:U-3.1.3.2-2' },
    part: 'expiry-later',
    title: 'the Message Expiry Interval of a Will does not run before it is published',
    lastsMs: 4_000,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const properties = { messageExpiryInterval: 600 };
      await (await c.connect()).store({ topic, text: 'control', properties });
      const control = (await watcher.needMessage('control')).properties?.messageExpiryInterval;
      c.require(control !== undefined, 'messages come without their Message Expiry Interval [5:3.3.2-6]');
      const client = await c.connect({ will: will(topic, 'gone', { properties }) });
      await c.wait(4_000);
      client.drop();
      const left = (await watcher.needMessage('gone')).properties?.messageExpiryInterval;
      if (left === undefined) throw c.breach('a Message Expiry Interval', 'it has none');
      // Brokers count whole seconds.
      c.claim(left >= 598, 'about 600 s', `it has ${left} s`);
    },
  },
  {
    ids: { 4: '311:U-integrity', 5: '5:U-integrity' },
    part: 'will',
    title: 'the payload of a Will is published as it was sent, whatever bytes it has',
    aboutContent: true,
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const payload = Uint8Array.from({ length: 2_048 }, (_, index) => 255 - (index & 0xff));
      (await c.connect({ will: { topic, payload, qos: 0, retain: false } })).drop();
      const packet = await watcher.need(PacketType.publish);
      const isSame = Buffer.compare(payload, packet.payload) === 0;
      c.claim(isSame, 'the same 2048 bytes', `${packet.payload.length} bytes, or others, came`);
    },
  },
);

/** After `leave` the Will must not come, while that of a client that is lost does. */
async function forbids(c: CaseContext, leave: (client: Client) => Promise<void>): Promise<void> {
  const { watcher, topic } = await watch(c);
  const client = await delayed(c, topic, 'forbidden', DELAY_S, 60);
  const lost = await delayed(c, topic, 'control', DELAY_S, 60);
  await leave(client);
  lost.drop();
  await c.wait(OVER_MS);
  await watcher.needMessage('control');
  await c.quiet(watcher);
  c.claim(!has(watcher, 'forbidden'), 'no Will', 'the Will came');
}

/** Without that nothing can be said of a peculiar DISCONNECT. */
async function plainlyTaken(c: CaseContext, topic: string, watcher: Client): Promise<void> {
  const client = await c.connect({ will: will(topic, 'plain') });
  await client.disconnect();
  await control(c, topic, watcher);
  c.require(!has(watcher, 'plain'), 'not even a plain DISCONNECT takes the Will away [3.14.4-3]');
}
