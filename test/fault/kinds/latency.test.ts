import test from 'ava';
import { makeLine, publishBytes, rule } from '../line.ts';

test('latency holds bytes for its time, in order, in the direction it is told', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  line.proxy.begin(rule({ kind: 'latency', delayUs: 60_000, jitterUs: 30_000, direction: 'to-broker' }));
  const packets = [1, 2, 3, 4, 5, 6].map((id) => publishBytes(id, id * 10));
  const startMs = performance.now();
  for (const packet of packets) {
    near.transport.write(packet);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  const whole = Buffer.concat(packets);
  await far.handler.bytes(1);
  t.true(performance.now() - startMs >= 29);
  t.deepEqual(await far.handler.bytes(whole.length), whole);
  far.transport.write(whole);
  await near.handler.bytes(whole.length);
});

test('without jitter each delay is the same, and the end of the fault lets all go on', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const slow = rule({ kind: 'latency', delayUs: 50_000, jitterUs: 0, direction: 'both' });
  line.proxy.begin(slow);
  const startMs = performance.now();
  near.transport.write(publishBytes(1));
  await far.handler.bytes(publishBytes(1).length);
  t.true(performance.now() - startMs >= 49);
  line.proxy.end(slow);
  far.transport.write(publishBytes(2));
  t.deepEqual(await near.handler.bytes(publishBytes(2).length), Buffer.from(publishBytes(2)));
});
