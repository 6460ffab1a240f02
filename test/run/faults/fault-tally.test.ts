import test from 'ava';
import type { FaultAction, FaultEvent, FaultRule } from '../../../src/fault/types.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import { FaultTally, SPANS_MAX } from '../../../src/run/faults/fault-tally.ts';

const STALL: FaultAction = { kind: 'stall', direction: 'both' };
const CUT: FaultAction = {
  ...{ kind: 'cut', how: 'reset', times: 1 },
  at: { packet: PacketType.puback, direction: 'both', nth: 1 },
};

function ruleOf(action: FaultAction, name: string = action.kind): FaultRule {
  return { name, action, concerns: () => true };
}

function event(rule: FaultRule, what: FaultEvent['what'], tUs: number): FaultEvent {
  return { tUs, rule, connection: 1, client: 7, what };
}

test('what lasts has a span for each time, relative to the start of the run', (t) => {
  const tally = new FaultTally();
  for (const fromUs of [1_000, 3_000]) {
    const rule = ruleOf(STALL);
    tally.began(rule, fromUs);
    tally.note(event(rule, 'began', fromUs));
    tally.note(event(rule, 'over', fromUs + 500));
    tally.over(rule, fromUs + 500);
  }
  t.deepEqual(tally.summary(1_000, 9_000), [
    {
      ...{ name: 'stall', kind: 'stall', times: 2, connections: 2, ended: 0 },
      spans: [
        { fromUs: 0, toUs: 500 },
        { fromUs: 2_000, toUs: 2_500 },
      ],
    },
  ]);
});

test('what is still in force when the run ends, ends with it', (t) => {
  const tally = new FaultTally();
  tally.began(ruleOf(STALL), 2_000);
  t.deepEqual(tally.summary(0, 5_000)[0]?.spans, [{ fromUs: 2_000, toUs: 5_000 }]);
});

test('a reset of many clients at one moment is one span, and each is counted', (t) => {
  const tally = new FaultTally();
  const rule = ruleOf({ kind: 'reset' });
  tally.began(rule, 100);
  for (const tUs of [100, 150, 90_000, 5_000_000]) tally.note(event(rule, 'ended', tUs));
  t.like(tally.summary(0, 6_000_000)[0], {
    ...{ times: 1, connections: 4, ended: 4 },
    spans: [
      { fromUs: 100, toUs: 90_000 },
      { fromUs: 5_000_000, toUs: 5_000_000 },
    ],
  });
});

test('a cut is told by when it struck, not by when it lay in wait', (t) => {
  const tally = new FaultTally();
  const rule = ruleOf(CUT);
  tally.began(rule, 0);
  tally.note(event(rule, 'began', 10));
  tally.note(event(rule, 'ended', 700));
  t.like(tally.summary(0, 1_000)[0], { connections: 1, ended: 1, spans: [{ fromUs: 700, toUs: 700 }] });
});

test('a fault that was expected and never happened is told; kinds that were drawn take the place of `random`', (t) => {
  const tally = new FaultTally();
  tally.expect('random', 'random');
  tally.expect('tunnel', 'half-open');
  t.deepEqual(
    tally.summary(0, 1).map(({ name, times }) => [name, times]),
    [
      ['random', 0],
      ['tunnel', 0],
    ],
  );
  tally.began(ruleOf(STALL, 'random'), 0);
  t.deepEqual(
    tally.summary(0, 1).map(({ name, kind }) => `${name} ${kind}`),
    ['tunnel half-open', 'random stall'],
  );
});

test('however long a run is, the spans have an end and the counts go on', (t) => {
  const tally = new FaultTally();
  for (let at = 0; at < SPANS_MAX + 5; at += 1) {
    const rule = ruleOf(STALL);
    tally.began(rule, at);
    tally.over(rule, at);
  }
  const [stall] = tally.summary(0, 10_000);
  t.is(stall?.times, SPANS_MAX + 5);
  t.is(stall?.spans.length, SPANS_MAX);
});
