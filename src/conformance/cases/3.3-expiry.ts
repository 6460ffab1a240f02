/** Message Expiry Interval (section 3.3.2.3.3, MQTT 5.0): what is left of it, and what has run out. */
import { PacketType } from '../../protocol/constants.ts';
import type { Properties } from '../../protocol/properties.ts';
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { live } from './3.3-properties.ts';
import { awaySession } from './session-steps.ts';

const LARGEST_S = 0xffff_ffff;

export const EXPIRY_CASES = defineCases(
  {
    ids: { 5: '5:3.3.2-6' },
    part: 'live',
    title: 'a message that does not wait keeps its Message Expiry Interval',
    run: async (c) => {
      const left = await expiryLeft(c, 30, 0);
      c.claim(left >= 28 && left <= 30, 'about 30 s', `it has ${left} s`);
    },
  },
  {
    ids: { 5: '5:3.3.2-6' },
    part: 'identified',
    title: 'a message keeps its Message Expiry Interval beside a Subscription Identifier',
    needs: { subscriptionIdentifiers: true },
    run: async (c) => {
      const left = await expiryLeft(c, 30, 0, 'identified');
      c.claim(left >= 28 && left <= 30, 'about 30 s', `it has ${left} s`);
    },
  },
  {
    ids: { 5: '5:3.3.2-6' },
    part: 'largest',
    title: 'a message keeps the largest Message Expiry Interval there is',
    run: async (c) => {
      const left = await expiryLeft(c, LARGEST_S, 0);
      c.claim(left >= LARGEST_S - 2, `about ${LARGEST_S} s`, `it has ${left} s`);
    },
  },
  {
    ids: { 5: '5:3.3.2-6' },
    part: 'waited',
    title: 'the time that a message waits is taken off its Message Expiry Interval',
    needs: { sessionS: 30, qos: 1 },
    lastsMs: 3_000,
    run: async (c) => {
      const left = await expiryLeft(c, 30, 3_000);
      c.claim(left >= 24 && left <= 28, 'about 27 s of 30 s, after 3 s', `it has ${left} s`);
    },
  },
  {
    ids: { 5: '5:3.3.2-5' },
    title: 'a message that expires while it waits is not delivered',
    needs: { sessionS: 30, qos: 1 },
    lastsMs: 2_500,
    run: async (c) => {
      const { clientId, topic, publisher } = await awaySession(c);
      await publisher.store({ topic, qos: 1, text: 'brief', properties: { messageExpiryInterval: 1 } });
      await publisher.store({ topic, qos: 1, text: 'lasting' });
      await c.wait(2_500);
      const again = await c.connectKept(clientId);
      await again.needMessage('lasting');
      await c.quiet(again);
      const isThere = again.takeMessages().some((packet) => textOf(packet) === 'brief');
      c.claim(!isThere, 'the lasting message alone', 'the expired message came');
    },
  },
  {
    ids: { 5: '5:3.3.2-5' },
    part: 'window',
    title: 'a message that expires while it waits for room in the Receive Maximum is not delivered',
    needs: { qos: 1 },
    lastsMs: 2_500,
    run: async (c) => {
      const got = await pushed(await behindExpired(c), 'later');
      c.claim(!got.includes('brief'), 'the other messages alone', 'the expired message came');
    },
  },
  {
    ids: { 5: '5:4.5.0-1' },
    part: 'behind-expired',
    title: 'a message that expires while it waits holds nothing up behind it',
    needs: { qos: 1 },
    lastsMs: 2_500,
    run: async (c) => {
      const got = await pushed(await behindExpired(c), 'lasting');
      if (!got.includes('lasting'))
        throw c.late('the message behind the expired one', `there came ${got.join(', ')}`);
    },
  },
  {
    ids: { 5: '5:4.6.0-5' },
    part: 'behind-expired',
    title: 'messages behind one that expires while it waits come in their order',
    needs: { qos: 1 },
    lastsMs: 2_500,
    run: async (c) => {
      const got = await pushed(await behindExpired(c), 'later', 'lasting');
      c.require(got.includes('lasting') && got.includes('later'), 'messages are missing');
      const isInOrder = got.indexOf('lasting') < got.indexOf('later');
      c.claim(isInOrder, 'lasting before later', `there came ${got.join(', ')}`);
    },
  },
);

/** A client with room for one message has answered it, when of the two that wait the first has expired. */
async function behindExpired(c: CaseContext) {
  const [publisher, topic] = [await c.connect(), c.topic()];
  const subscriber = await c.connect({ properties: { receiveMaximum: 1 } });
  await subscriber.subscribeAt(1, topic);
  for (const text of ['one', 'two', 'three']) await publisher.store({ topic, qos: 1, text });
  for (const text of ['one', 'two', 'three']) await subscriber.needMessage(text);
  subscriber.acknowledges = false;
  await publisher.store({ topic, qos: 1, text: 'first' });
  await publisher.store({ topic, qos: 1, text: 'brief', properties: { messageExpiryInterval: 1 } });
  await publisher.store({ topic, qos: 1, text: 'lasting' });
  const { packetId = 0 } = await subscriber.needMessage('first');
  await c.wait(2_500);
  c.require(subscriber.takeMessages().length === 0, 'more came than the Receive Maximum [5:3.3.4-9]');
  subscriber.acknowledges = true;
  subscriber.send({ type: PacketType.puback, packetId, reasonCode: 0 });
  return { subscriber, publisher, topic };
}

/**
 * What comes next, up to all of `wanted` or as long as something does. A last message is a push for a target that looks after its
 * queue only when there is something new.
 */
async function pushed(
  { subscriber, publisher, topic }: Awaited<ReturnType<typeof behindExpired>>,
  ...wanted: readonly string[]
): Promise<string[]> {
  await publisher.store({ topic, qos: 1, text: 'later' });
  const got: string[] = [];
  while (!wanted.every((text) => got.includes(text))) {
    const packet = await subscriber.take(PacketType.publish, undefined, subscriber.patienceMs);
    if (packet === undefined) break;
    got.push(textOf(packet));
  }
  return got;
}

/** Seconds that the Message Expiry Interval says when the message comes after `waitMs`. */
async function expiryLeft(
  c: CaseContext,
  expiryS: number,
  waitMs: number,
  way: 'live' | 'identified' = 'live',
): Promise<number> {
  const properties = { messageExpiryInterval: expiryS };
  const scene = waitMs === 0 ? undefined : await awaySession(c);
  let got: Properties | undefined;
  if (scene === undefined) [got] = await live(c, way, 'message', properties);
  else {
    const { publisher, topic, clientId } = scene;
    await publisher.store({ topic, qos: 1, text: 'message', properties });
    await publisher.store({ topic, qos: 1, text: 'lasting' });
    await c.wait(waitMs);
    const again = await c.connectKept(clientId);
    const packet = await again.take(PacketType.publish, (each) => textOf(each) === 'message');
    if (packet === undefined) {
      await again.needMessage('lasting');
      throw c.breach(
        `a message that has ${expiryS} s`,
        `${waitMs / 1_000} s later it is gone, others are not`,
      );
    }
    got = packet.properties;
  }
  const left = got?.messageExpiryInterval;
  if (left === undefined) throw c.breach('a Message Expiry Interval', 'the delivery has none');
  return left;
}
