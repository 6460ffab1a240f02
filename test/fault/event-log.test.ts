import test from 'ava';
import { EventLog } from '../../src/fault/event-log.ts';
import type { FaultEvent } from '../../src/fault/types.ts';

const at = (tUs: number): FaultEvent => ({
  ...{ tUs, connection: 1, client: 1, what: 'ended' as const },
  rule: { name: 'reset', action: { kind: 'reset' }, concerns: () => true },
});

test('the first events are kept, and from when on there was no room is known', (t) => {
  const log = new EventLog(2);
  for (const tUs of [10, 20]) log.add(at(tUs));
  t.is(log.omittedFromUs, undefined);
  for (const tUs of [30, 40]) log.add(at(tUs));
  t.deepEqual(
    log.events.map(({ tUs }) => tUs),
    [10, 20],
  );
  t.is(log.omittedFromUs, 30);
});
