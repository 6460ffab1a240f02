import test from 'ava';
import type { Delivery } from '../../src/broker/delivery.ts';
import { Inflight } from '../../src/broker/inflight.ts';
import { createMessage } from '../../src/broker/message.ts';
import { SendWindow } from '../../src/broker/send-window.ts';

const message = createMessage({ topic: 't', payload: new Uint8Array(), qos: 1, retain: false }, 'p', 0);
const delivery: Delivery = { message, qos: 1, retain: false, identifiers: undefined, share: undefined };

test('5:2.2.1-4: identifiers are never 0 and never one in use, also after 65,535', (t) => {
  const inflight = new Inflight();
  t.is(inflight.begin(delivery), 1);
  inflight.releases.add(2);
  for (let expected = 3; expected <= 65_535; expected += 1) {
    const packetId = inflight.begin(delivery);
    if (packetId !== expected) t.fail(`${packetId}, not ${expected}`);
    if (packetId > 3) inflight.publishes.delete(packetId);
  }
  t.is(inflight.begin(delivery), 4);
  t.is(inflight.size, 4);
});

test('asking for an identifier when all are in use is a defect of ours', (t) => {
  const inflight = new Inflight();
  for (let i = 0; i < 65_535; i += 1) inflight.begin(delivery);
  t.throws(() => inflight.begin(delivery), { message: /packet identifier/u });
});

test('a window counts places by identifier: an acknowledgement of what takes none frees none', (t) => {
  const window = new SendWindow(2, [7], [8, 9]);
  t.true(window.isOpen);
  window.take(8);
  t.false(window.isOpen);
  window.give(9);
  t.false(window.isOpen);
  window.give(7);
  window.give(7);
  t.true(window.isOpen);
  t.deepEqual(
    [window.nextResend(), window.isCaughtUp, window.nextResend(), window.isCaughtUp, window.nextResend()],
    [8, false, 9, true, undefined],
  );
});
