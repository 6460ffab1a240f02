import test from 'ava';
import { makeLine, publishBytes, rule, turns, whatHappened } from '../line.ts';

test('a half-open direction loses everything in silence, ends too, and the connection dies with the fault', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const fault = rule({ kind: 'half-open', direction: 'to-broker' });
  line.proxy.begin(fault);
  near.transport.write(publishBytes(1));
  far.transport.write(publishBytes(2));
  await near.handler.bytes(publishBytes(2).length);
  near.transport.close();
  await turns();
  t.is(far.handler.receivedBytes, 0);
  t.is(far.handler.count('end'), 0);
  line.proxy.end(fault);
  t.is((await far.handler.closed()).kind, 'remote-reset');
  t.deepEqual(whatHappened(line.proxy), ['began', 'ended']);
});

test('a half-open time in which nothing was sent leaves the connection sound', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const fault = rule({ kind: 'half-open', direction: 'both' });
  line.proxy.begin(fault);
  line.proxy.end(fault);
  near.transport.write(publishBytes(1));
  t.deepEqual(await far.handler.bytes(publishBytes(1).length), Buffer.from(publishBytes(1)));
  t.deepEqual(whatHappened(line.proxy), ['began', 'over']);
});

test('a fault that loses nothing does not end a connection that another one silences', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const silent = rule({ kind: 'half-open', direction: 'to-broker' });
  const slow = rule({ kind: 'slice', bytes: 1, direction: 'to-client' });
  line.proxy.begin(silent);
  line.proxy.begin(slow);
  near.transport.write(publishBytes(1));
  far.transport.write(publishBytes(2));
  await near.handler.bytes(publishBytes(2).length);
  line.proxy.end(slow);
  t.deepEqual(whatHappened(line.proxy), ['began', 'began', 'over']);
  line.proxy.end(silent);
  t.is((await far.handler.closed()).kind, 'remote-reset');
  t.deepEqual(whatHappened(line.proxy), ['began', 'began', 'over', 'ended']);
});
