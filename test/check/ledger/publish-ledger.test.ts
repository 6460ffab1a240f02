import test from 'ava';
import { PublishLedger, type PublishedFlowState } from '../../../src/check/ledger/publish-ledger.ts';

function ledgerState(act: (ledger: PublishLedger) => void): PublishedFlowState | undefined {
  const ledger = new PublishLedger(2);
  act(ledger);
  return ledger.toState()[0];
}

test('messages in order are a number and one run', (t) => {
  const state = ledgerState((ledger) => {
    for (let seq = 0; seq < 1000; seq += 1) ledger.invoked(1, seq, 1, seq, false);
    for (let seq = 0; seq < 1000; seq += 1) ledger.completed(1, seq, 'ok', 0, 1000 + seq);
  });
  t.like(state, { flow: 1, next: 1000, ascending: true, skipped: [], ok: [0, 1000], lastCompletedUs: 1999 });
});

test('sequence numbers that were never attempted are known', (t) => {
  const state = ledgerState((ledger) => {
    for (const seq of [0, 1, 5, 6]) ledger.invoked(0, seq, 1, seq, false);
  });
  t.like(state, { next: 7, ascending: true, skipped: [2, 5] });
});

test('a sequence number that comes late makes the order unknown', (t) => {
  const state = ledgerState((ledger) => {
    for (const seq of [0, 2, 1]) ledger.invoked(0, seq, 1, seq, false);
  });
  t.like(state, { next: 3, ascending: false, skipped: [] });
});

test('outcomes are told apart: refused, not authorized, never sent', (t) => {
  const state = ledgerState((ledger) => {
    for (let seq = 0; seq < 5; seq += 1) ledger.invoked(0, seq, 1, seq, false);
    ledger.completed(0, 0, 'fail', 0x97, 10);
    ledger.completed(0, 1, 'fail', 0x87, 10);
    ledger.completed(0, 2, 'fail', 0, 10);
    ledger.completed(0, 3, 'info', 0, 10);
    ledger.completed(0, 4, 'ok', 0x10, 10);
  });
  t.like(state, { refused: [0, 1], denied: [1, 2], unsent: [2, 3], ok: [4, 5] });
});

test('resends are counted, and those without a resumed session stand apart', (t) => {
  const state = ledgerState((ledger) => {
    for (let seq = 0; seq < 3; seq += 1) ledger.invoked(0, seq, 1, seq, false);
    ledger.invoked(0, 1, 2, 10, true);
    ledger.invoked(0, 2, 2, 10, true);
    ledger.invoked(0, 2, 3, 20, false);
  });
  t.like(state, {
    next: 3,
    resent: [
      [1, 3],
      [2, 3],
    ],
    republished: [2, 3],
  });
});
