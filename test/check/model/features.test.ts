/** Legal histories whose messages bear properties and an expiry: they pass, and each property that is broken fails by itself. */
import test from 'ava';
import fc from 'fast-check';
import { seededRandom, type Random } from '../../../src/base/random.ts';
import type { FlowCatalog } from '../../../src/history/flow-catalog.ts';
import type { MessageProperties } from '../../../src/history/message-properties.ts';
import type { Observation } from '../../../src/history/observation.ts';
import type { Delivery } from '../../../src/history/observer.ts';
import { counted, judgeObservations } from '../support/judge.ts';
import { legalHistory, type WorldOptions } from './world.ts';
import { worlds } from './worlds.ts';

const RUNS = 40;
const EXPIRY_SECONDS = 3600;
const PROPERTIES: readonly (MessageProperties | undefined)[] = [
  undefined,
  { contentType: 'text/plain' },
  { responseTopic: 'answers', correlationData: 'c0ffee' },
  {
    payloadFormatIndicator: 1,
    userProperties: [
      ['a', '1'],
      ['b', '2'],
      ['a', '1'],
    ],
  },
];

interface Dressed {
  readonly catalog: FlowCatalog;
  readonly observations: readonly Observation[];
}

/** Every flow with one of the sets of properties, and every second one with an expiry. */
function dressed(options: WorldOptions): Dressed {
  const { catalog, observations } = legalHistory(options);
  const propertiesOf = (flow: number): MessageProperties | undefined => PROPERTIES[flow % PROPERTIES.length];
  const expiryOf = (flow: number): number | undefined => (flow % 2 === 1 ? EXPIRY_SECONDS : undefined);
  return {
    catalog: { ...catalog, carriesProperties: true, propertiesOf, messageExpirySecondsOf: expiryOf },
    observations: observations.map((one) =>
      one.kind === 'delivered'
        ? delivered(one.event, propertiesOf(one.event.flow), expiryOf(one.event.flow))
        : one,
    ),
  };
}

function delivered(
  event: Readonly<Delivery>,
  published: MessageProperties | undefined,
  expirySeconds: number | undefined,
): Observation {
  const expiry = expirySeconds === undefined ? {} : { messageExpiryInterval: expirySeconds };
  return { kind: 'delivered', event: { ...event, properties: { ...published, ...expiry } } };
}

type Alter = (had: MessageProperties) => object | undefined;

/** What takes the place of properties that a delivery has; undefined where it has them not. */
const BREACHES: Readonly<Record<string, readonly [fails: string, alter: Alter]>> = {
  'a Content Type is lost': [
    'M2',
    (had) => (had.contentType === undefined ? undefined : { contentType: undefined }),
  ],
  'a Response Topic is another': [
    'M2',
    (had) => (had.responseTopic === undefined ? undefined : { responseTopic: 'other' }),
  ],
  'Correlation Data is cut': [
    'M2',
    (had) => (had.correlationData === undefined ? undefined : { correlationData: 'c0ff' }),
  ],
  'a Payload Format Indicator is lost': [
    'M2',
    (had) => (had.payloadFormatIndicator === undefined ? undefined : { payloadFormatIndicator: undefined }),
  ],
  'User Properties change places': [
    'M2',
    ({ userProperties }) =>
      userProperties === undefined
        ? undefined
        : { userProperties: [userProperties[0], userProperties[2], userProperties[1]] },
  ],
  'one of two equal User Properties is lost': [
    'M2',
    ({ userProperties }) =>
      userProperties === undefined ? undefined : { userProperties: userProperties.slice(1) },
  ],
  'an interval is lost': [
    'M1',
    (had) => (had.messageExpiryInterval === undefined ? undefined : { messageExpiryInterval: undefined }),
  ],
  'an interval is raised': [
    'M1',
    (had) =>
      had.messageExpiryInterval === undefined ? undefined : { messageExpiryInterval: EXPIRY_SECONDS + 1 },
  ],
};

/** Alters one delivery that has what is to be broken; undefined where there is none. */
function broken(history: Dressed, alter: Alter, random: Random): Dressed | undefined {
  const places = history.observations.flatMap(({ kind, event }, at) =>
    kind === 'delivered' && alter(event.properties ?? {}) !== undefined ? [at] : [],
  );
  const chosen = places[random.below(Math.max(1, places.length))];
  if (chosen === undefined) return undefined;
  const observations = history.observations.map((one, at) => {
    if (at !== chosen || one.kind !== 'delivered') return one;
    const had = one.event.properties ?? {};
    const properties = Object.fromEntries(
      Object.entries<unknown>({ ...had, ...alter(had) }).filter(([, value]) => value !== undefined),
    );
    return { ...one, event: { ...one.event, properties } };
  });
  return { ...history, observations };
}

const at5 = worlds.map((options): WorldOptions => ({ ...options, version: 5 }));

function failed({ catalog, observations }: Dressed): string[] {
  const report = judgeObservations(catalog, observations);
  return [...new Set(counted(report, 'fail').map((each) => each.split(' ')[0] ?? ''))];
}

test('properties and expiry that a broker passes on as it got them are no failure', (t) => {
  fc.assert(
    fc.property(at5, (options) => {
      const ids = failed(dressed(options));
      if (ids.length > 0) throw new Error(ids.join());
    }),
    { numRuns: RUNS },
  );
  t.pass();
});

for (const [name, [fails, alter]] of Object.entries(BREACHES))
  test(`exactly ${fails} fails when ${name}`, (t) => {
    let places = 0;
    for (let seed = 1; seed <= 60 && places < 3; seed += 1) {
      const options: WorldOptions = {
        seed,
        version: 5,
        phases: 1,
        stepsPerPhase: 200,
        trouble: 0.5,
        churn: 0.3,
      };
      const change = broken(dressed(options), alter, seededRandom(seed));
      if (change === undefined) continue;
      places += 1;
      t.deepEqual(failed(change), [fails]);
    }
    t.is(places, 3);
  });
