import test from 'ava';
import { PacketType } from '../../../src/protocol/constants.ts';
import { makeLine, publishBytes, rule, whatHappened } from '../line.ts';

test('duplicate-packet sends one packet twice, byte for byte', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const at = { packet: PacketType.publish, direction: 'both', nth: 1 } as const;
  line.proxy.begin(rule({ kind: 'duplicate-packet', at, times: 1 }));
  near.transport.write(Buffer.concat([publishBytes(1, 70_000), publishBytes(2)]));
  const all = Buffer.concat([publishBytes(1, 70_000), publishBytes(1, 70_000), publishBytes(2)]);
  t.deepEqual(await far.handler.bytes(all.length), all);
  t.deepEqual(whatHappened(line.proxy), ['began', 'struck']);
});
