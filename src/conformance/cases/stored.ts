/**
 * What is kept along with a subscription, a message or a Session, where brokers go ways of their own: behind a resumed Session, on
 * retained messages and in groups (sections 3.1.2, 3.1.3, 3.3.1, 3.3.2, 3.3.4, 4.1).
 */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { controlOf, NEEDS, retain, subscribed } from './retain-steps.ts';

const KEPT = { sessionS: 60, qos: 1 } as const;
const IDENTIFIED = { subscriptionIdentifiers: true, qos: 1 } as const;
const IDENTIFIER = 7;
/** A client's Maximum Packet Size, and a payload beyond it. */
const SMALL_BYTES = 300;

export const STORED_CASES = defineCases(
  ...([true, false] as const).map((retainAsPublished) => ({
    ids: { 5: retainAsPublished ? ('5:3.3.1-13' as const) : ('5:3.3.1-12' as const) },
    part: 'queued',
    title: `Retain As Published ${retainAsPublished ? 1 : 0} holds for messages that waited for the Session, too`,
    needs: { ...KEPT, retain: true as const },
    run: async (c: CaseContext) => {
      const { publisher, topic, back } = await gone(c, { retainAsPublished });
      await publisher.store({ topic, qos: 1, retain: true, text: 'away' });
      const client = await back();
      const packet = await client.needMessage('away');
      await c.quiet(client);
      const isAgain = client.takeMessages().some((each) => textOf(each) === 'away');
      c.require(!isAgain, 'the message comes twice: it waited, and was retained');
      c.claim(
        packet.retain === retainAsPublished,
        `RETAIN ${retainAsPublished ? 1 : 0}`,
        `RETAIN is ${packet.retain ? 1 : 0}`,
      );
    },
  })),
  {
    ids: { 5: '5:3.3.4-3' },
    part: 'queued',
    title: 'a message that waited for the Session has its Subscription Identifier',
    needs: { ...KEPT, ...IDENTIFIED },
    run: async (c) => {
      const { publisher, topic, back } = await gone(c, {}, IDENTIFIER);
      await publisher.store({ topic, qos: 1, text: 'away' });
      expectIdentifier(c, (await (await back()).needMessage('away')).properties?.subscriptionIdentifiers);
    },
  },
  {
    ids: { 5: '5:3.3.4-3' },
    part: 'shared',
    title: 'a message of a Shared Subscription has its Subscription Identifier',
    needs: { ...IDENTIFIED, sharedSubscriptions: true },
    run: async (c) => {
      const [publisher, client, topic] = [await c.connect(), await c.connect(), c.topic()];
      await client.subscribe(
        { filter: `$share/${c.name()}/${topic}`, qos: 1 },
        { subscriptionIdentifiers: [IDENTIFIER] },
      );
      await publisher.store({ topic, qos: 1, text: 'shared' });
      expectIdentifier(c, (await client.needMessage('shared')).properties?.subscriptionIdentifiers);
    },
  },
  {
    ids: { 5: '5:3.3.2-6' },
    part: 'retained',
    title: 'the time that a retained message was kept is taken off its Message Expiry Interval',
    needs: NEEDS,
    lastsMs: 3_000,
    run: async (c) => {
      const [publisher, client, topic] = [await c.connect(), await c.connect(), c.topic()];
      const properties = { messageExpiryInterval: 30 };
      await publisher.store({ topic, qos: 1, retain: true, text: 'kept', properties });
      await c.wait(3_000);
      await client.subscribe({ filter: topic, qos: 1 });
      const left = (await client.needMessage('kept')).properties?.messageExpiryInterval;
      if (left === undefined) throw c.breach('a Message Expiry Interval', 'the retained message has none');
      c.claim(left >= 24 && left <= 28, 'about 27 s of 30 s, after 3 s', `it has ${left} s`);
    },
  },
  {
    ids: { 5: '5:3.1.2-25' },
    part: 'queued',
    title: 'a message that waited and is too large for its client holds nothing up behind it',
    needs: KEPT,
    run: async (c) => {
      const scene = await gone(c);
      for (const text of ['small', 'x'.repeat(SMALL_BYTES), 'behind'])
        await scene.publisher.store({ topic: scene.topic, qos: 1, text });
      const again = await scene.back(SMALL_BYTES);
      await again.needMessage('small');
      await again.expectMessage('behind', 'the message behind the large one');
    },
  },
  {
    ids: { 5: '5:3.3.1-10' },
    part: 'after-unsubscribe',
    title: 'Retain Handling 1 sends retained messages for a subscription that was given up and made anew',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, client, topic] = [await c.connect(), await c.connect(), c.topic()];
      await retain(publisher, topic, 'kept');
      const control = await controlOf(c);
      const wanted = { filter: topic, retainHandling: 1 } as const;
      const first = await subscribed(c, client, wanted, control);
      c.require(first.length === 1, 'not even the first subscription gets the retained message');
      await client.unsubscribe(topic, control);
      await publisher.store({ topic, qos: 1, text: 'unwanted' });
      await c.quiet(client);
      c.require(client.takeMessages().length === 0, 'UNSUBSCRIBE has no effect [5:3.10.4-2]');
      const second = await subscribed(c, client, wanted, control);
      c.claim(second.length === 1, 'the retained message', `${second.length} came`);
    },
  },
  ...([1, 2] as const).map((retainHandling) => ({
    ids: { 5: retainHandling === 1 ? ('5:3.3.1-10' as const) : ('5:3.3.1-11' as const) },
    part: 'on-resuming',
    title: `Retain Handling ${retainHandling} sends no retained messages because a Session resumes`,
    needs: { ...KEPT, retain: true as const },
    run: async (c: CaseContext) => {
      const got = await replayedOnResume(c, retainHandling);
      c.claim(got === 0, 'none', `${got} came`);
    },
  })),
  {
    ids: { 4: '311:3.3.1-9' },
    part: 'on-resuming',
    title: 'nothing comes with RETAIN 1 because a Session resumes: its subscription was there',
    needs: { ...KEPT, retain: true },
    run: async (c) => {
      const got = await replayedOnResume(c, undefined);
      c.claim(got === 0, 'none', `${got} came`);
    },
  },
  {
    ids: { 4: '311:3.3.1-5', 5: '5:3.3.1-5' },
    part: 'qos-2',
    title: 'a message with RETAIN of QoS 2 is kept, in place of one of QoS 1',
    needs: { retain: true, qos: 2 },
    run: async (c) => {
      const [publisher, client, topic] = [await c.connect(), await c.connect(), c.topic()];
      await retain(publisher, topic, 'QoS 1');
      await publisher.store({ topic, qos: 2, retain: true, text: 'QoS 2' });
      await client.subscribe({ filter: topic, qos: 2 });
      const packet = await client.need(PacketType.publish);
      const text = Buffer.from(packet.payload).toString();
      c.claim(text === 'QoS 2', 'the message of QoS 2', `there came ${JSON.stringify(text)}`);
    },
  },
  ...([23, 64] as const).map((length) => ({
    ids: { 4: '311:3.1.3-2', 5: '5:3.1.3-2' } as const,
    part: `first-${length}`,
    title: `Client Identifiers that differ behind ${length} characters are those of two clients`,
    run: async (c: CaseContext) => {
      const stem = c.clientId().padEnd(length, 'x');
      const [first, second] = [
        await c.attempt({ clientId: `${stem}a` }),
        await c.attempt({ clientId: `${stem}b` }),
      ];
      const isRefused = [first, second].some(({ connack }) => connack?.reasonCode !== 0);
      if (isRefused) throw c.skip(`the target refuses Client Identifiers of ${length + 1} characters`);
      await second.client.ping();
      await c.quiet(second.client);
      c.claim(!first.client.isOver, 'both connections', 'the second connection has ended the first');
    },
  })),
  {
    ids: { 5: '5:U-3.1.3.2-2' },
    part: 'expiry',
    title: 'the Will has its Message Expiry Interval',
    run: async (c) => {
      const [watcher, topic] = [await c.connect(), c.topic('will')];
      await watcher.subscribe({ filter: topic, qos: 1 });
      const properties = { messageExpiryInterval: 600 };
      await (await c.connect()).store({ topic, text: 'control', properties });
      const control = (await watcher.needMessage('control')).properties?.messageExpiryInterval;
      c.require(control !== undefined, 'messages come without their Message Expiry Interval [5:3.3.2-6]');
      const will = { topic, payload: Buffer.from('gone'), qos: 0, retain: false, properties } as const;
      (await c.connect({ will })).drop();
      const left = (await watcher.needMessage('gone')).properties?.messageExpiryInterval;
      const isThere = left !== undefined && left <= 600 && left >= 590;
      c.claim(isThere, 'about 600 s', left === undefined ? 'it has none' : `it has ${left} s`);
    },
  },
);

function expectIdentifier(c: CaseContext, got: readonly number[] = []): void {
  c.claim(
    got.includes(IDENTIFIER),
    `Subscription Identifier ${IDENTIFIER}`,
    `there came [${got.join(', ')}]`,
  );
}

/** A subscriber that has left its Session behind, after a first message had come as it should. */
async function gone(
  c: CaseContext,
  options: { readonly retainAsPublished?: boolean } = {},
  identifier?: number,
) {
  const [publisher, topic, clientId] = [await c.connect(), c.topic(), c.clientId()];
  const client = await c.connect({ clientId, ...c.keeping() });
  await client.subscribeAt(
    1,
    { filter: topic, ...options },
    identifier === undefined ? undefined : { subscriptionIdentifiers: [identifier] },
  );
  await publisher.store({ topic, qos: 1, retain: options.retainAsPublished !== undefined, text: 'here' });
  const here = await client.needMessage('here');
  const isSound =
    here.retain === (options.retainAsPublished ?? false) &&
    (identifier === undefined || here.properties?.subscriptionIdentifiers?.includes(identifier) === true);
  c.require(isSound, 'not even a message that does not wait comes as it should');
  await client.disconnect();
  const back = (maximumPacketSize?: number) =>
    c.connectKept(clientId, {
      properties: {
        sessionExpiryInterval: 120,
        ...(maximumPacketSize === undefined ? {} : { maximumPacketSize }),
      },
    });
  return { publisher, topic, back };
}

/** How many messages with RETAIN 1 come to a client that is back and has not subscribed again. */
async function replayedOnResume(c: CaseContext, retainHandling: 1 | 2 | undefined): Promise<number> {
  const [publisher, topic, clientId] = [await c.connect(), c.topic(), c.clientId()];
  await retain(publisher, topic, 'kept');
  const client = await c.connect({ clientId, ...c.keeping() });
  await client.subscribeAt(1, { filter: topic, ...(retainHandling === undefined ? {} : { retainHandling }) });
  if (retainHandling !== 2) await client.needMessage('kept');
  await c.quiet(client);
  await client.disconnect();
  const again = await c.connectKept(clientId);
  c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
  await publisher.store({ topic, qos: 1, text: 'live' });
  await again.needMessage('live');
  await c.quiet(again);
  // What comes again as a repeat was owed, or has a statement of its own.
  return again.takeMessages().filter((packet) => packet.retain && !packet.dup).length;
}
