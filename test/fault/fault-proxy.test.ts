import test from 'ava';
import { makeLine, publishBytes, rule, turns } from './line.ts';

test('bytes pass unaltered in both directions, and so do ends', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  const up = Buffer.concat([publishBytes(1, 100_000), publishBytes(2, 5)]);
  near.transport.write(up);
  t.deepEqual(await far.handler.bytes(up.length), up);
  far.transport.write(up);
  t.deepEqual(await near.handler.bytes(up.length), up);
  near.transport.close();
  await far.handler.has('end');
  far.transport.close();
  t.deepEqual(await near.handler.closed(), { kind: 'local' });
  t.deepEqual(line.proxy.log.events, []);
});

test('a reset of one side reaches the other', async (t) => {
  const line = await makeLine(t);
  const first = await line.dial();
  first.near.transport.reset();
  t.is((await first.far.handler.closed()).kind, 'remote-reset');
  const second = await line.dial();
  second.far.transport.reset();
  t.is((await second.near.handler.closed()).kind, 'remote-reset');
});

test('what is no CONNECT is relayed too: the proxy has no opinion', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial('nobody of ours');
  near.transport.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0x01));
  t.deepEqual([...(await far.handler.bytes(6))], [0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
});

test('a client that nobody reads is not read either, and nothing is lost', async (t) => {
  const line = await makeLine(t);
  const { near, far } = await line.dial();
  far.transport.pause();
  const packet = publishBytes(1, 64 * 1024);
  let sent = 0;
  while (near.transport.bufferedBytes < 8 * 1024 * 1024 && sent < 600) {
    near.transport.write(packet);
    sent += 1;
    if (sent % 50 === 0) await turns();
  }
  t.true(near.transport.bufferedBytes > 0, 'the client feels the back-pressure');
  far.transport.resume();
  const all = await far.handler.bytes(sent * packet.length);
  t.is(all.length, sent * packet.length);
  t.deepEqual(all.subarray(all.length - packet.length), Buffer.from(packet));
});

test('a fault concerns the clients that it names, known by their Client Identifiers', async (t) => {
  const line = await makeLine(t);
  const [zero, one] = [await line.dial('client-0'), await line.dial('client-1')];
  line.proxy.begin(rule({ kind: 'reset' }, [1]));
  await one.near.handler.closed();
  await one.far.handler.closed();
  zero.near.transport.write(publishBytes(1));
  await zero.far.handler.bytes(publishBytes(1).length);
  t.deepEqual(
    line.proxy.log.events.map(({ client, what }) => [client, what]),
    [[1, 'ended']],
  );
});

test('a client whose broker is not there is refused by a reset', async (t) => {
  const line = await makeLine(t);
  await line.closeFarEnd();
  const near = line.dialInto();
  t.is((await near.handler.closed()).kind, 'remote-reset');
});
