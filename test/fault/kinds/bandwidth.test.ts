import test from 'ava';
import { seededRandom } from '../../../src/base/random.ts';
import { bandwidth } from '../../../src/fault/kinds/bandwidth.ts';
import { makeLine, publishBytes, rule } from '../line.ts';

test('bandwidth lets no more than so many bytes a second through, and loses none', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  line.proxy.begin(rule({ kind: 'bandwidth', bytesPerSecond: 100_000, direction: 'to-broker' }));
  const bytes = publishBytes(1, 40_000);
  const startMs = performance.now();
  near.transport.write(bytes);
  t.deepEqual(await far.handler.bytes(bytes.length), Buffer.from(bytes));
  // A hundredth of a second's worth may come at once.
  t.true(performance.now() - startMs >= 385);
});

test('a pause saves up a hundredth of a second; what waits loses nothing to a proxy that comes late', (t) => {
  let nowUs = 0;
  const clock = { nowUs: () => nowUs };
  const scope = { clock, random: seededRandom(1), direction: 'to-broker', budget: { left: 1 } } as const;
  const link = bandwidth({ kind: 'bandwidth', bytesPerSecond: 1_000_000, direction: 'to-broker' }, scope);
  nowUs = 1_000_000;
  t.is(link.allowance?.(nowUs, 1), 10_000);
  link.spent?.(10_000, nowUs, 1);
  t.is(link.allowance?.(nowUs, 1), 0);
  t.is(link.waitUs?.(nowUs), 2_000);
  nowUs += 50_000;
  t.is(link.allowance?.(nowUs, 2), 50_000, 'it was asked 48 ms too late');
  link.spent?.(50_000, nowUs, 2);
  nowUs += 50_000;
  t.is(link.allowance?.(nowUs, 3), 10_000, 'nothing waited meanwhile');
});
