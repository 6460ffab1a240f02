import type { Disturbance } from '../../check/context.ts';
import type { FaultAction, FaultEvent, FaultRule } from '../../fault/types.ts';

/** Faults in force, by the connections that they are in force on. */
type Open = Map<FaultRule, Map<number, FaultEvent>>;

/** A client may notice the end of its connection so much later. */
const NOTICED_US = 2_000_000;
/** Less than this, and everything is in time all the same. */
const HARMLESS_DELAY_US = 500_000;

/** Whether what is on its way may be late by any time, or lost. */
export function blocks(action: FaultAction): boolean {
  return action.kind !== 'latency' || action.delayUs + action.jitterUs > HARMLESS_DELAY_US;
}

/** What the events of the proxy explain, and of whom. `endedUs` is when a fault ended; +∞ while it lasts. */
export function disturbancesOf(
  events: readonly FaultEvent[],
  endedUs: (rule: FaultRule) => number,
): Disturbance[] {
  const found: Disturbance[] = [];
  const open: Open = new Map();
  for (const event of events) {
    const { rule, connection, what, tUs } = event;
    if (begins(event)) openOf(open, rule).set(connection, event);
    if (what !== 'over' && what !== 'ended') continue;
    const began = openOf(open, rule).get(connection);
    openOf(open, rule).delete(connection);
    if (began !== undefined) found.push(disturbance(began, tUs));
    if (what === 'ended') found.push(disturbance(event, tUs + NOTICED_US));
  }
  for (const [rule, connections] of open)
    for (const began of connections.values()) found.push(...lasting(began, endedUs(rule)));
  return found;
}

/** From there on nobody knows any more which fault struck whom: any of them may explain anything, of anybody. */
export function unknownFrom(fromUs: number | undefined): Disturbance[] {
  return fromUs === undefined
    ? []
    : [{ fromUs, toUs: Infinity, what: 'more faults than are kept', blocks: true }];
}

/** A cut does nothing before its packet comes. */
function begins({ rule: { action }, what }: FaultEvent): boolean {
  return action.kind === 'cut' ? what === 'silenced' : what === 'began' && blocks(action);
}

function openOf(open: Open, rule: FaultRule): Map<number, FaultEvent> {
  const known = open.get(rule);
  if (known !== undefined) return known;
  const connections = new Map<number, FaultEvent>();
  open.set(rule, connections);
  return connections;
}

/** Of a connection that was over before its fault: its client may be on its way back when the fault ends. */
function lasting(began: FaultEvent, endedUs: number): Disturbance[] {
  const blocked = disturbance(began, endedUs);
  if (endedUs === Infinity) return [blocked];
  const { what, client } = blocked;
  const after = { fromUs: endedUs, toUs: endedUs + NOTICED_US, what };
  return [blocked, client === undefined ? after : { ...after, client }];
}

function disturbance({ tUs, rule, client, what }: FaultEvent, toUs: number): Disturbance {
  return {
    fromUs: tUs,
    toUs,
    what: rule.name,
    ...(client === undefined ? {} : { client }),
    ...(what === 'ended' ? {} : { blocks: true }),
  };
}
