import test from 'ava';
import { MessageQueue } from '../../src/broker/message-queue.ts';
import { createMessage } from '../../src/broker/message.ts';
import { Ring } from '../../src/broker/ring.ts';
import type { Delivery } from '../../src/broker/delivery.ts';

function delivery(bytes: number): Delivery {
  const message = createMessage(
    { topic: 't', payload: new Uint8Array(bytes), qos: 1, retain: false },
    'p',
    0,
  );
  return { message, qos: 1, retain: false, identifiers: undefined, share: undefined };
}

test('a ring keeps its order while it grows and wraps', (t) => {
  const ring = new Ring<number>();
  let next = 0;
  let expected = 0;
  for (let round = 1; round <= 40; round += 1) {
    for (let i = 0; i < round; i += 1) ring.push(next++);
    t.is(ring.peek(), expected);
    for (let i = 0; i < round - 1; i += 1) t.is(ring.shift(), expected++);
  }
  t.is(ring.size, 40);
  while (ring.size > 0) t.is(ring.shift(), expected++);
  t.is(ring.shift(), undefined);
});

test('a queue is bounded by messages and by bytes', (t) => {
  const queue = new MessageQueue({ messagesMax: 3, bytesMax: 30, whenFull: 'drop-newest' });
  t.deepEqual(
    [9, 9, 9].map((bytes) => queue.push(delivery(bytes))),
    [0, 0, 0],
  );
  t.is(queue.bytes, 30);
  t.is(queue.push(delivery(0)), 1);
  t.is(queue.shift()?.message.payload.length, 9);
  t.is(queue.push(delivery(10)), 1);
  t.is(queue.push(delivery(9)), 0);
});

test('the oldest give way until the newest fits, and one that never fits is lost itself', (t) => {
  const queue = new MessageQueue({ messagesMax: 9, bytesMax: 30, whenFull: 'drop-oldest' });
  for (const bytes of [9, 9, 9]) queue.push(delivery(bytes));
  t.is(queue.push(delivery(19)), 2);
  t.is(queue.size, 2);
  t.is(queue.push(delivery(99)), 3);
  t.is(queue.size, 0);
  t.is(queue.bytes, 0);
});
