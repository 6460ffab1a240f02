/** Properties of a PUBLISH on their way through the broker (section 3.3.2.3, MQTT 5.0). */
import type { QoS } from '../../protocol/constants.ts';
import type { Properties } from '../../protocol/properties.ts';
import { defineCases, type CaseText, type Needs } from '../case.ts';
import type { CaseContext } from '../context.ts';
import { awaySession } from './session-steps.ts';

const IDENTIFIER = 7;

type Way = 'live' | 'queued' | 'retained' | 'shared' | 'identified';

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

/** More pairs than anybody has in mind, and longer than a byte tells. */
const MANY = Array.from({ length: 20 }, (_, index) => [`name ${index}`, 'v'.repeat(300)] as const);

/** Everything at once. */
const ALL: Properties = {
  payloadFormatIndicator: 1,
  messageExpiryInterval: 600,
  responseTopic: 'answers/ü/☃',
  correlationData: Buffer.from('correlation'),
  contentType: 'text/plain',
  userProperties: PAIRS,
};

const PROPERTY_CASES: readonly PropertyCase[] = [
  {
    id: '5:3.3.2-4',
    name: 'Payload Format Indicator',
    // 0 says what its absence says.
    values: [{ payloadFormatIndicator: 1 }, {}, ALL],
    seen: ({ payloadFormatIndicator }) => String(payloadFormatIndicator ?? 0),
  },
  {
    id: '5:3.3.2-15',
    name: 'Response Topic',
    values: [{ responseTopic: 'answers/ü/☃' }, {}, { contentType: 'x' }, ALL],
    seen: ({ responseTopic }) => responseTopic ?? 'absent',
  },
  {
    id: '5:3.3.2-16',
    name: 'Correlation Data',
    values: [
      { correlationData: ALL_BYTES },
      { correlationData: new Uint8Array(0) },
      { correlationData: Buffer.alloc(1_000, 'data') },
      {},
      { contentType: 'x' },
      ALL,
    ],
    seen: ({ correlationData }) =>
      correlationData === undefined ? 'absent' : Buffer.from(correlationData).toString('hex'),
  },
  {
    id: '5:3.3.2-17',
    name: 'User Properties',
    values: [{ userProperties: PAIRS }, {}, { contentType: 'x' }, { userProperties: MANY }, ALL],
    seen: ({ userProperties = [] }) =>
      JSON.stringify(userProperties.map((pair) => JSON.stringify(pair)).sort()),
  },
  {
    id: '5:3.3.2-18',
    name: 'the order of User Properties',
    values: [{ userProperties: PAIRS }, { userProperties: MANY }, ALL],
    seen: ({ userProperties = [] }) => JSON.stringify(userProperties),
  },
  {
    id: '5:3.3.2-20',
    name: 'Content Type',
    values: [{ contentType: 'text/plain; ü' }, { contentType: '' }, {}, { responseTopic: 'x' }, ALL],
    seen: ({ contentType }) => contentType ?? 'absent',
  },
];

const WAYS: Readonly<Record<Way, string>> = {
  live: 'to a client that is there',
  queued: 'to a client that was away',
  retained: 'in a retained message',
  shared: 'to a member of a Shared Subscription',
  identified: 'beside a Subscription Identifier',
};

const NEEDS: Readonly<Record<Way, Needs>> = {
  live: {},
  queued: { sessionS: 30, qos: 1 },
  retained: { retain: true, qos: 1 },
  shared: { sharedSubscriptions: true },
  identified: { subscriptionIdentifiers: true },
};

export const PROPERTY_PASSING_CASES = defineCases(
  ...PROPERTY_CASES.flatMap((one) =>
    (['live', 'queued', 'retained', 'shared', 'identified'] as const).map((way) => passed(one, way)),
  ),
);

function passed({ id, name, values, seen }: PropertyCase, way: Way): CaseText {
  return {
    ids: { 5: id },
    part: way,
    title: `${name}: as sent, ${WAYS[way]}`,
    needs: NEEDS[way],
    run: async (c) => {
      for (const [index, properties] of values.entries()) {
        const gets = (got: Properties): void =>
          c.claim(seen(got) === seen(properties), seen(properties), `there came ${seen(got)}`);
        if (way === 'retained' || way === 'queued')
          gets(await deliver(c, way, `message ${index}`, properties));
        else for (const got of await live(c, way, `message ${index}`, properties)) gets(got);
      }
    },
  };
}

/** The properties with which a message arrives that has waited. */
async function deliver(
  c: CaseContext,
  way: 'retained' | 'queued',
  text: string,
  properties: Properties,
): Promise<Properties> {
  if (way === 'retained') {
    const [publisher, topic] = [await c.connect(), c.topic(`${way}-${c.name()}`)];
    await publisher.store({ topic, qos: 1, retain: true, text, properties });
    const late = await c.connect();
    await late.subscribe({ filter: topic, qos: 1 });
    return (await late.needMessage(text)).properties ?? {};
  }
  const scene = await awaySession(c);
  await scene.publisher.store({ topic: scene.topic, qos: 1, text, properties });
  return (await (await c.connectKept(scene.clientId)).needMessage(text)).properties ?? {};
}

/** The properties with which a message of each QoS arrives at a client that is there. */
export async function live(
  c: CaseContext,
  way: Way,
  text: string,
  properties: Properties,
): Promise<Properties[]> {
  const [publisher, subscriber] = [await c.connect(), await c.connect()];
  const topic = c.topic(`${way}-${c.name()}`);
  const filter = way === 'shared' ? `$share/${c.name()}/${topic}` : topic;
  const qos = c.facts.maximumQos;
  await subscriber.subscribe(
    { filter, qos },
    way === 'identified' ? { subscriptionIdentifiers: [IDENTIFIER] } : undefined,
  );
  const got: Properties[] = [];
  for (let level: QoS = 0; level <= qos; level += 1) {
    await publisher.store({ topic, qos: level as QoS, text: `${text}, QoS ${level}`, properties });
    got.push((await subscriber.needMessage(`${text}, QoS ${level}`)).properties ?? {});
  }
  return got;
}
