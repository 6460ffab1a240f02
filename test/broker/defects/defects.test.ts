import test, { type ExecutionContext } from 'ava';
import { present } from '../../../src/base/assert.ts';
import { DEFECTS, findDefect } from '../../../src/broker/defects/index.ts';
import { PacketType, type QoS } from '../../../src/protocol/constants.ts';
import { BrokerHarness } from '../../support/broker-harness.ts';
import { settled, textOf, type RawClient } from '../../support/raw-client.ts';

interface Scene {
  readonly harness: BrokerHarness;
  readonly subscriber: RawClient;
  readonly publisher: RawClient;
}

async function scene(id: string, every = 2, qos: QoS = 2): Promise<Scene> {
  const harness = new BrokerHarness({}, (options) => present(findDefect(id), id).apply(options, { every }));
  const subscriber = await harness.client(5, { clientId: 'sub' });
  const publisher = await harness.client(5, { clientId: 'pub' });
  await subscriber.subscribe('a', { qos });
  return { harness, subscriber, publisher };
}

function publishFour({ publisher }: Scene, qos: QoS): void {
  for (const text of ['1111', '2222', '3333', '4444']) {
    publisher.publish({ topic: 'a', text, qos, packetId: Number(text) });
  }
}

async function delivered({ subscriber }: Scene): Promise<string[]> {
  return (await subscriber.takePublishes()).map(textOf);
}

const DELIVERIES: readonly (readonly [id: string, qos: QoS, expected: readonly string[]])[] = [
  ['duplicate-qos0-delivery', 0, ['1111', '2222', '2222', '3333', '4444', '4444']],
  ['duplicate-qos2-delivery', 2, ['1111', '2222', '2222', '3333', '4444', '4444']],
  ['drop-qos1-delivery', 1, ['1111', '3333']],
  ['drop-qos2-delivery', 2, ['1111', '3333']],
  ['resend-qos1-without-reconnect', 1, ['1111', '2222', '2222', '3333', '4444', '4444']],
];

for (const [id, qos, expected] of DELIVERIES) {
  test(`${id} spoils every second message and no other`, async (t) => {
    const stage = await scene(id);
    publishFour(stage, qos);
    t.deepEqual(await delivered(stage), [...expected]);
  });
}

test('reorder-adjacent-deliveries exchanges two neighbours, and loses none where there is no next one', async (t) => {
  const stage = await scene('reorder-adjacent-deliveries');
  publishFour(stage, 1);
  stage.publisher.publish({ topic: 'a', text: '5555', qos: 1 });
  t.deepEqual(await delivered(stage), ['1111', '3333', '2222', '4444']);
  await stage.harness.advance(1);
  t.deepEqual(await delivered(stage), ['5555']);
});

test('flip-payload-byte alters one bit', async (t) => {
  const stage = await scene('flip-payload-byte');
  publishFour(stage, 0);
  t.deepEqual(await delivered(stage), ['1111', '2232', '3333', '4454']);
});

test('phantom-message adds a message that nobody sent', async (t) => {
  const stage = await scene('phantom-message');
  publishFour(stage, 0);
  const texts = await delivered(stage);
  t.is(texts.length, 6);
  t.is(texts.filter((text) => !['1111', '2222', '3333', '4444'].includes(text)).length, 2);
});

test('deliver-wrong-qos delivers above the granted QoS', async (t) => {
  const stage = await scene('deliver-wrong-qos', 2, 0);
  publishFour(stage, 1);
  t.deepEqual(
    (await stage.subscriber.takePublishes()).map(({ qos }) => qos),
    [0, 1, 0, 1],
  );
});

test('deliver-unmatched-topic reaches a client that did not subscribe', async (t) => {
  const stage = await scene('deliver-unmatched-topic');
  stage.publisher.publish({ topic: 'b', text: '1' });
  stage.publisher.publish({ topic: 'b', text: '2' });
  t.deepEqual(await delivered(stage), ['2']);
});

test('deliver-after-unsubscribe goes on after UNSUBACK', async (t) => {
  const stage = await scene('deliver-after-unsubscribe', 1);
  stage.subscriber.send({ type: PacketType.unsubscribe, packetId: 2, filters: ['a'] });
  await stage.subscriber.takeOne(PacketType.unsuback);
  publishFour(stage, 0);
  t.is((await delivered(stage)).length, 4);
});

async function answers(t: ExecutionContext, id: string, act: (stage: Scene) => void): Promise<number> {
  const stage = await scene(id);
  act(stage);
  await settled();
  t.is((await delivered(stage)).length, 4);
  return (await stage.publisher.take()).filter(
    ({ type }) => type === PacketType.puback || type === PacketType.pubcomp,
  ).length;
}

test('puback-dropped withholds every second PUBACK', async (t) => {
  t.is(await answers(t, 'puback-dropped', (stage) => publishFour(stage, 1)), 2);
});

test('pubcomp-dropped withholds every second PUBCOMP', async (t) => {
  const act = (stage: Scene): void => {
    publishFour(stage, 2);
    for (const id of [1111, 2222, 3333, 4444]) stage.publisher.ack(PacketType.pubrel, id);
  };
  t.is(await answers(t, 'pubcomp-dropped', act), 2);
});

test('every defect has an id of its own and says which statements it breaks', (t) => {
  t.is(new Set(DEFECTS.map(({ id }) => id)).size, DEFECTS.length);
  for (const { id, breaks, mayAlsoBreak } of DEFECTS) {
    t.true(breaks.length > 0, id);
    for (const clause of [...breaks, ...mayAlsoBreak]) t.regex(clause, /^(5|311):/u, id);
  }
});

test('without a setting, one occasion in a hundred is spoilt', async (t) => {
  const harness = new BrokerHarness(present(findDefect('duplicate-qos0-delivery'), 'the defect').apply({}));
  const client = await harness.client(5);
  await client.subscribe('a');
  for (let i = 0; i < 200; i += 1) client.publish({ topic: 'a' });
  t.is((await client.takePublishes()).length, 202);
});
