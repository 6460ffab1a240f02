/** Properties of a PUBLISH on their way through the broker (section 3.3.2.3, MQTT 5.0). */
import { PacketType } from '../../protocol/constants.ts';
import type { Properties } from '../../protocol/properties.ts';
import { defineCases, type CaseText } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { awaySession } from './session-steps.ts';

type Way = 'live' | 'queued' | 'retained';

interface PropertyCase {
  readonly id: `5:${string}`;
  readonly name: string;
  /** Each is sent in a message of its own. */
  readonly values: readonly Properties[];
  /** What is compared, as text. */
  readonly seen: (properties: Properties) => string;
}

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);
const PAIRS = [
  ['b', '1'],
  ['a', '2'],
  ['b', '3'],
  ['', 'no name'],
  ['no value', ''],
  ['a', '2'],
  ['ü', '☃'],
] as const;

const PROPERTY_CASES: readonly PropertyCase[] = [
  {
    id: '5:3.3.2-4',
    name: 'Payload Format Indicator',
    // 0 says what its absence says.
    values: [{ payloadFormatIndicator: 1 }, {}],
    seen: ({ payloadFormatIndicator }) => String(payloadFormatIndicator ?? 0),
  },
  {
    id: '5:3.3.2-15',
    name: 'Response Topic',
    values: [{ responseTopic: 'answers/ü/☃' }, {}, { contentType: 'x' }],
    seen: ({ responseTopic }) => responseTopic ?? 'absent',
  },
  {
    id: '5:3.3.2-16',
    name: 'Correlation Data',
    values: [
      { correlationData: ALL_BYTES },
      { correlationData: new Uint8Array(0) },
      {},
      { contentType: 'x' },
    ],
    seen: ({ correlationData }) =>
      correlationData === undefined ? 'absent' : Buffer.from(correlationData).toString('hex'),
  },
  {
    id: '5:3.3.2-17',
    name: 'User Properties',
    values: [{ userProperties: PAIRS }, {}, { contentType: 'x' }],
    seen: ({ userProperties = [] }) =>
      JSON.stringify(userProperties.map((pair) => JSON.stringify(pair)).sort()),
  },
  {
    id: '5:3.3.2-18',
    name: 'the order of User Properties',
    values: [{ userProperties: PAIRS }],
    seen: ({ userProperties = [] }) => JSON.stringify(userProperties),
  },
  {
    id: '5:3.3.2-20',
    name: 'Content Type',
    values: [{ contentType: 'text/plain; ü' }, { contentType: '' }, {}, { responseTopic: 'x' }],
    seen: ({ contentType }) => contentType ?? 'absent',
  },
];

const WAYS: Readonly<Record<Way, string>> = {
  live: 'to a client that is there',
  queued: 'to a client that was away',
  retained: 'in a retained message',
};

export const PROPERTY_PASSING_CASES = defineCases(
  ...PROPERTY_CASES.flatMap((one) =>
    (['live', 'queued', 'retained'] as const).map((way) => passed(one, way)),
  ),
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
    const packet = await subscriber.take(PacketType.publish);
    if (packet === undefined) break;
    got.push(textOf(packet));
  }
  return got;
}

function passed({ id, name, values, seen }: PropertyCase, way: Way): CaseText {
  return {
    ids: { 5: id },
    part: way,
    title: `${name}: as sent, ${WAYS[way]}`,
    needs: way === 'retained' ? { retain: true, qos: 1 } : way === 'queued' ? { sessionS: 30, qos: 1 } : {},
    run: async (c) => {
      for (const [index, properties] of values.entries()) {
        const got = await deliver(c, way, `message ${index}`, properties);
        c.claim(seen(got) === seen(properties), seen(properties), `there came ${seen(got)}`);
      }
    },
  };
}

/** The properties with which a message arrives. */
async function deliver(c: CaseContext, way: Way, text: string, properties: Properties): Promise<Properties> {
  const [publisher, topic] = [await c.connect(), c.topic(`${way}-${c.name()}`)];
  if (way === 'retained') {
    await publisher.store({ topic, qos: 1, retain: true, text, properties });
    const late = await c.connect();
    await late.subscribe({ filter: topic, qos: 1 });
    return (await late.needMessage(text)).properties ?? {};
  }
  if (way === 'live') {
    const subscriber = await c.connect();
    await subscriber.subscribe(topic);
    publisher.begin({ topic, text, properties });
    return (await subscriber.needMessage(text)).properties ?? {};
  }
  const scene = await awaySession(c);
  await scene.publisher.store({ topic: scene.topic, qos: 1, text, properties });
  return (await (await c.connectKept(scene.clientId)).needMessage(text)).properties ?? {};
}

/** Seconds that the Message Expiry Interval says when the message comes after `waitMs`. */
async function expiryLeft(c: CaseContext, expiryS: number, waitMs: number): Promise<number> {
  const properties = { messageExpiryInterval: expiryS };
  const scene = waitMs === 0 ? undefined : await awaySession(c);
  let got: Properties | undefined;
  if (scene === undefined) got = await deliver(c, 'live', 'message', properties);
  else {
    await scene.publisher.store({ topic: scene.topic, qos: 1, text: 'message', properties });
    await c.wait(waitMs);
    const again = await c.connectKept(scene.clientId);
    const packet = await again.take(PacketType.publish, (each) => textOf(each) === 'message');
    if (packet === undefined) throw c.skip('the message does not wait for its client');
    got = packet.properties;
  }
  const left = got?.messageExpiryInterval;
  if (left === undefined) throw c.breach('a Message Expiry Interval', 'the delivery has none');
  return left;
}
