import test from 'ava';
import { makeLine, publishBytes, rule } from '../line.ts';

for (const bytes of [1, 7]) {
  test(`slice lets ${bytes} bytes through at a time`, async (t) => {
    const line = await makeLine(t);
    const { near, far } = await line.dial();
    line.proxy.begin(rule({ kind: 'slice', bytes, direction: 'both' }));
    const packet = publishBytes(1, 300);
    near.transport.write(packet);
    t.deepEqual(await far.handler.bytes(packet.length), Buffer.from(packet));
    // Slices that arrive in one turn are read together, so the reader sees fewer.
    t.true(far.handler.count('bytes') > packet.length / bytes / 8, `${far.handler.count('bytes')} reads`);
  });
}
