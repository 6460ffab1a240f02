import test from 'ava';
import { makeLine, publishBytes, rule, turns } from '../line.ts';

const UP = publishBytes(1);
const DOWN = publishBytes(2, 30);

test('a stall of one direction holds it back and loses nothing', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const stall = rule({ kind: 'stall', direction: 'to-broker' });
  line.proxy.begin(stall);
  near.transport.write(UP);
  far.transport.write(DOWN);
  await near.handler.bytes(DOWN.length);
  await turns();
  t.is(far.handler.receivedBytes, 0);
  line.proxy.end(stall);
  t.deepEqual(await far.handler.bytes(UP.length), Buffer.from(UP));
});

test('the end of a client that stalls is held back like its bytes', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const stall = rule({ kind: 'stall', direction: 'both' });
  line.proxy.begin(stall);
  near.transport.write(UP);
  near.transport.close();
  await turns();
  t.deepEqual(far.handler.events, []);
  line.proxy.end(stall);
  await far.handler.has('end');
  t.deepEqual(far.handler.received, Buffer.from(UP));
});

test('a client that resets during a stall has sent what is held back in vain', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const stall = rule({ kind: 'stall', direction: 'both' });
  line.proxy.begin(stall);
  near.transport.write(UP);
  await turns();
  near.transport.reset();
  await near.handler.closed();
  await turns();
  line.proxy.end(stall);
  t.is((await far.handler.closed()).kind, 'remote-reset');
  t.is(far.handler.receivedBytes, 0);
});
