import test from 'ava';
import { makeLine, rule, whatHappened } from '../line.ts';

test('reset sends RST to both sides of every connection it concerns', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  line.proxy.begin(rule({ kind: 'reset' }));
  t.is((await near.handler.closed()).kind, 'remote-reset');
  t.is((await far.handler.closed()).kind, 'remote-reset');
  t.deepEqual(whatHappened(line.proxy), ['ended']);
});

test('reset is over at once: who comes back is let through', async (t) => {
  const line = await makeLine(t);
  const { near } = await line.dial();
  line.proxy.begin(rule({ kind: 'reset' }));
  await near.handler.closed();
  await t.notThrowsAsync(line.dial());
});
