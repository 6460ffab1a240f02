import type { EventLog } from '../../fault/event-log.ts';
import type { FaultEvent } from '../../fault/types.ts';

/** What one kind of fault under one name did in a run: stands in results. */
export interface FaultSummary {
  readonly name: string;
  readonly kind: string;
  /** How many connections it was in force on. */
  readonly connections: number;
  /** How many connections it ended or silenced. */
  readonly ended: number;
  /** µs since the start of the run. */
  readonly firstUs: number;
  readonly lastUs: number;
}

type Mutable = { -readonly [Key in keyof FaultSummary]: FaultSummary[Key] };

/** By name and kind, in the order in which they happened first. */
export function summarize({ events }: EventLog, startedUs: number): readonly FaultSummary[] {
  const byName = new Map<string, Mutable>();
  for (const event of events) add(byName, event, event.tUs - startedUs);
  return [...byName.values()];
}

function add(byName: Map<string, Mutable>, { rule, what }: FaultEvent, atUs: number): void {
  const { name, action } = rule;
  const key = `${name} ${action.kind}`;
  let summary = byName.get(key);
  if (summary === undefined) {
    summary = { name, kind: action.kind, connections: 0, ended: 0, firstUs: atUs, lastUs: atUs };
    byName.set(key, summary);
  }
  summary.lastUs = atUs;
  if (what === 'began') summary.connections += 1;
  if (what === 'ended' || what === 'silenced') summary.ended += 1;
}
