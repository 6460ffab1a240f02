import test from 'ava';
import { makeLine, publishBytes, rule } from '../line.ts';

test('bandwidth lets no more than so many bytes a second through, and loses none', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  line.proxy.begin(rule({ kind: 'bandwidth', bytesPerSecond: 100_000, direction: 'to-broker' }));
  const bytes = publishBytes(1, 40_000);
  const startMs = performance.now();
  near.transport.write(bytes);
  t.deepEqual(await far.handler.bytes(bytes.length), Buffer.from(bytes));
  // A tenth of a second's worth may come at once.
  t.true(performance.now() - startMs >= 295);
});
