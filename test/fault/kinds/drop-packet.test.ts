import test from 'ava';
import { PacketType } from '../../../src/protocol/constants.ts';
import { makeLine, publishBytes, rule, whatHappened } from '../line.ts';

test('drop-packet takes one packet out and leaves the rest as it is', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const at = { packet: PacketType.publish, direction: 'to-broker', nth: 2 } as const;
  line.proxy.begin(rule({ kind: 'drop-packet', at, times: 1 }));
  near.transport.write(Buffer.concat([publishBytes(1), publishBytes(2, 5000), publishBytes(3)]));
  const left = Buffer.concat([publishBytes(1), publishBytes(3)]);
  t.deepEqual(await far.handler.bytes(left.length), left);
  t.deepEqual(whatHappened(line.proxy), ['began', 'struck']);
});
