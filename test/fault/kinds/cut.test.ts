import test from 'ava';
import type { FaultAction } from '../../../src/fault/types.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import { bytesOf, makeLine, publishBytes, rule, turns, whatHappened } from '../line.ts';

const PUBREC = bytesOf({ type: PacketType.pubrec, packetId: 1, reasonCode: 0 });

function cut(part: Partial<Extract<FaultAction, { kind: 'cut' }>> = {}): FaultAction {
  const at = { packet: PacketType.publish, direction: 'to-broker', nth: 1 } as const;
  return { kind: 'cut', at, how: 'reset', times: 1, ...part };
}

for (const how of ['reset', 'fin'] as const) {
  test(`a cut after a packet lets all of it through and nothing behind it (${how})`, async (t) => {
    const line = await makeLine(t);
    const { near, far } = await line.dial();
    line.proxy.begin(rule(cut({ how })));
    near.transport.write(Buffer.concat([publishBytes(1), publishBytes(2)]));
    await far.handler.bytes(publishBytes(1).length);
    await near.handler.has(how === 'reset' ? 'close' : 'end');
    await far.handler.gone();
    t.deepEqual(far.handler.received, Buffer.from(publishBytes(1)));
  });
}

test('a cut before a packet lets nothing of it through', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  line.proxy.begin(
    rule(cut({ at: { packet: PacketType.pubrec, direction: 'to-client', nth: 2 }, passes: 0 })),
  );
  far.transport.write(Buffer.concat([publishBytes(1), PUBREC, publishBytes(2), PUBREC, publishBytes(3)]));
  await near.handler.gone();
  t.deepEqual(near.handler.received, Buffer.concat([publishBytes(1), PUBREC, publishBytes(2)]));
});

test('a cut within a packet lets so many bytes through', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  line.proxy.begin(rule(cut({ passes: 5 })));
  near.transport.write(publishBytes(1, 1000));
  await far.handler.gone();
  t.deepEqual(far.handler.received, Buffer.from(publishBytes(1, 1000)).subarray(0, 5));
});

test('a cut comes so often for each client, on whatever connection', async (t) => {
  const line = await makeLine(t);
  line.proxy.begin(rule(cut({ times: 2 })));
  for (let round = 0; round < 2; round += 1) {
    const { near } = await line.dial();
    near.transport.write(publishBytes(1));
    await near.handler.closed();
  }
  const { near, far } = await line.dial();
  near.transport.write(publishBytes(1));
  await far.handler.bytes(publishBytes(1).length);
  await turns();
  t.is(near.handler.cause, undefined);
  const other = await line.dial('client-1');
  other.near.transport.write(publishBytes(1));
  t.is((await other.near.handler.closed()).kind, 'remote-reset');
});

test('a half-open cut leaves silence behind, until the fault is over', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const fault = rule(cut({ how: 'half-open' }));
  line.proxy.begin(fault);
  near.transport.write(publishBytes(1));
  await far.handler.bytes(publishBytes(1).length);
  near.transport.write(publishBytes(2));
  far.transport.write(PUBREC);
  await turns();
  t.is(far.handler.receivedBytes, publishBytes(1).length);
  t.is(near.handler.receivedBytes, 0);
  line.proxy.end(fault);
  await near.handler.closed();
  await far.handler.closed();
  t.deepEqual(whatHappened(line.proxy), ['began', 'silenced', 'ended']);
});
