import test from 'ava';
import { makeLine, rule } from '../line.ts';

test('fin ends both sides in an orderly way, without a DISCONNECT', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  line.proxy.begin(rule({ kind: 'fin' }));
  await near.handler.has('end');
  await far.handler.has('end');
  near.transport.close();
  far.transport.close();
  t.is((await near.handler.closed()).kind, 'remote-end');
  t.is((await far.handler.closed()).kind, 'remote-end');
  t.is(far.handler.receivedBytes, 0);
});
