import test from 'ava';
import { makeLine, publishBytes, rule, turns } from '../line.ts';

test('a partition cuts some clients off, old connections and new ones, until it heals', async (t) => {
  const line = await makeLine(t);
  const [zero, one] = [await line.dial('client-0'), await line.dial('client-1')];
  const partition = rule({ kind: 'partition' }, [1, 2]);
  line.proxy.begin(partition);
  one.near.transport.write(publishBytes(1));
  const two = line.dialInto('client-2');
  zero.near.transport.write(publishBytes(2));
  await zero.far.handler.bytes(publishBytes(2).length);
  await two.handler.has('open');
  await turns();
  t.is(one.far.handler.receivedBytes, 0);
  t.is(line.far.length, 2, 'nobody new has reached the broker');
  line.proxy.end(partition);
  await one.far.handler.bytes(publishBytes(1).length);
  await line.farCount(3);
});

test('a client that gives up connecting during a partition never reaches the broker', async (t) => {
  const line = await makeLine(t);
  const partition = rule({ kind: 'partition' });
  line.proxy.begin(partition);
  const near = line.dialInto();
  await near.handler.has('open');
  await turns();
  near.transport.reset();
  await near.handler.closed();
  await turns();
  line.proxy.end(partition);
  await line.dial('client-1');
  t.is(line.far.length, 1);
});
