import test from 'ava';
import type { FaultAction, FaultEvent, FaultRule } from '../../../src/fault/types.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import { disturbancesOf, unknownFrom } from '../../../src/run/faults/disturbances.ts';

const BOTH = { direction: 'both' } as const;

function ruleOf(action: FaultAction): FaultRule {
  return { name: action.kind, action, concerns: () => true };
}

function event(rule: FaultRule, what: FaultEvent['what'], tUs: number, connection = 1): FaultEvent {
  return { tUs, rule, connection, client: 7, what };
}

test('a stall blocks its client from its beginning to its end', (t) => {
  const rule = ruleOf({ kind: 'stall', ...BOTH });
  t.deepEqual(
    disturbancesOf([event(rule, 'began', 10), event(rule, 'over', 90)], () => 90),
    [{ fromUs: 10, toUs: 90, what: 'stall', client: 7, blocks: true }],
  );
});

test('a connection that is over before its fault stays explained until the fault ends', (t) => {
  const rule = ruleOf({ kind: 'partition' });
  const [blocked, after] = disturbancesOf([event(rule, 'began', 10)], () => 5_000_000);
  t.like(blocked, { fromUs: 10, toUs: 5_000_000, blocks: true });
  t.like(after, { fromUs: 5_000_000, client: 7, blocks: undefined });
  const [lasting] = disturbancesOf([event(rule, 'began', 10)], () => Infinity);
  t.is(lasting?.toUs, Infinity);
});

test('a reset explains the end of one connection, and holds nothing back', (t) => {
  const rule = ruleOf({ kind: 'reset' });
  const [only] = disturbancesOf([event(rule, 'ended', 10)], () => Infinity);
  t.is(only?.blocks, undefined);
  t.is(only?.client, 7);
  t.true((only?.toUs ?? 0) > 10 && (only?.toUs ?? 0) < 10_000_000);
});

test('a cut explains nothing before its packet has come, and a silent one blocks from then on', (t) => {
  const at = { packet: PacketType.publish, direction: 'both', nth: 1 } as const;
  const cut = ruleOf({ kind: 'cut', at, how: 'half-open', times: 1 });
  t.deepEqual(
    disturbancesOf([event(cut, 'began', 10)], () => Infinity),
    [],
  );
  const [silence] = disturbancesOf([event(cut, 'began', 10), event(cut, 'silenced', 50)], () => Infinity);
  t.like(silence, { fromUs: 50, toUs: Infinity, blocks: true });
});

test('a little latency explains nothing; a lot of it does', (t) => {
  const latency = (delayUs: number): FaultRule => ruleOf({ kind: 'latency', delayUs, jitterUs: 0, ...BOTH });
  t.is(disturbancesOf([event(latency(50_000), 'began', 10)], () => Infinity).length, 0);
  t.is(disturbancesOf([event(latency(3_000_000), 'began', 10)], () => Infinity).length, 1);
});

test('where the log has no more room, faults may explain anything of anybody: nothing is blamed on the broker for it', (t) => {
  t.deepEqual(unknownFrom(undefined), []);
  const [all] = unknownFrom(50);
  t.like(all, { fromUs: 50, toUs: Infinity, blocks: true });
  t.is(all?.client, undefined);
  t.is(all?.forgets, undefined);
});
