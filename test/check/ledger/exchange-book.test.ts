import test from 'ava';
import { ExchangeBook } from '../../../src/check/ledger/exchange-book.ts';

const FORGOTTEN_AFTER = 32;

test('an exchange goes from PUBLISH by PUBREC to PUBREL, and is gone after PUBCOMP', (t) => {
  const book = new ExchangeBook();
  book.begin(17, 3, 41, 1);
  t.is(book.find(17)?.stage, 'published');
  book.pubrecSent(17, 1, 500);
  t.like(book.find(17), { stage: 'received', pubrecUs: 500 });
  book.pubrelReceived(17);
  t.is(book.find(17)?.stage, 'released');
  book.end(17);
  t.is(book.find(17), undefined);
});

test('a PUBREC on another connection than the PUBLISH does not count', (t) => {
  const book = new ExchangeBook();
  book.begin(17, 3, 41, 2);
  book.pubrecSent(17, 1, 500);
  t.is(book.find(17)?.stage, 'published');
});

test('a finished exchange leaves nothing to the next one', (t) => {
  const book = new ExchangeBook();
  book.begin(17, 3, 41, 1);
  book.pubrecSent(17, 1, 500);
  book.end(17);
  book.begin(18, 4, 1, 2);
  t.like(book.find(18), {
    packetId: 18,
    flow: 4,
    seq: 1,
    connection: 2,
    stage: 'published',
    pubrecUs: Infinity,
  });
});

test('what was seen lately is remembered with its Packet Identifier and connection', (t) => {
  const book = new ExchangeBook();
  book.note(3, 41, 17, 1);
  t.deepEqual(book.seen(3, 41, 17, 1), { sameIdHere: true, sameId: true, otherId: false, released: false });
  t.deepEqual(book.seen(3, 41, 17, 2), { sameIdHere: false, sameId: true, otherId: false, released: false });
  t.deepEqual(book.seen(3, 41, 18, 2), { sameIdHere: false, sameId: false, otherId: true, released: false });
  t.deepEqual(book.seen(3, 42, 17, 1), { sameIdHere: false, sameId: false, otherId: false, released: false });
});

test('a packet remembers that its PUBREL came', (t) => {
  const book = new ExchangeBook();
  book.begin(17, 3, 41, 1);
  book.note(3, 41, 17, 1);
  book.pubrelReceived(17);
  book.end(17);
  t.true(book.seen(3, 41, 17, 2).released);
});

test('old packets are forgotten', (t) => {
  const book = new ExchangeBook();
  book.note(3, 41, 17, 1);
  for (let seq = 0; seq < FORGOTTEN_AFTER; seq += 1) book.note(4, seq, 1, 1);
  t.false(book.seen(3, 41, 17, 1).sameId);
});
