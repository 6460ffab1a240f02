import test from 'ava';
import { BrokerHarness } from '../support/broker-harness.ts';
import { textOf } from '../support/raw-client.ts';

test('$SYS tells the figures of the broker at every interval, retained', async (t) => {
  const harness = new BrokerHarness({ sysIntervalMs: 10_000 });
  const client = await harness.client(5);
  client.publish({ topic: 'a' });
  await client.subscribe('$SYS/broker/#');
  const read = async (): Promise<Map<string, string>> =>
    new Map((await client.takePublishes()).map((message) => [message.topic, textOf(message)]));
  t.is((await read()).get('$SYS/broker/publish/messages/received'), '0');
  await harness.advance(10);
  const figures = await read();
  t.is(figures.get('$SYS/broker/publish/messages/received'), '1');
  t.is(figures.get('$SYS/broker/clients/connected'), '1');
  t.is(figures.get('$SYS/broker/uptime'), '10 seconds');
  harness.broker.close();
  t.is(harness.timers.size, 0);
});

test('without an interval there is no $SYS', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5);
  await client.subscribe('$SYS/#');
  await harness.advance(100);
  t.deepEqual(await client.take(), []);
});
