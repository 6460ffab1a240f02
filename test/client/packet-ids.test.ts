import test from 'ava';
import { PacketIds } from '../../src/client/packet-ids.ts';

test('Packet Identifiers go round, and none is given that is in use (5:2.2.1-3, 311:2.3.1-2)', (t) => {
  const ids = new PacketIds(3);
  t.deepEqual([ids.take(), ids.take()], [1, 2]);
  ids.release(1);
  t.deepEqual([ids.take(), ids.take(), ids.take()], [3, 1, 0]);
  ids.release(3);
  t.is(ids.take(), 3);
});
