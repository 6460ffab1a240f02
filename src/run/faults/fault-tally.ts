/** What faults did in a run, by name and kind: how often, to how many connections, and when. */
import type { FaultEvent, FaultRule } from '../../fault/types.ts';
import { isInstant } from '../../fault/kinds/index.ts';

/** µs; a moment has both ends in one. */
export interface FaultSpan {
  readonly fromUs: number;
  readonly toUs: number;
}

/** One kind of fault under one name: stands in results. */
export interface FaultSummary {
  readonly name: string;
  readonly kind: string;
  /** How often the schedule or a step put it in force, or let it strike. */
  readonly times: number;
  /** Connections that it was in force on, or that it ended; one counts again each time. Absent: it concerns the broker. */
  readonly connections?: number;
  /** Connections that it ended or silenced. */
  readonly ended?: number;
  /** When it was in force; of cuts and faults of a moment: when they struck. From the start of the run; the first so many. */
  readonly spans: readonly FaultSpan[];
}

interface Entry {
  readonly name: string;
  readonly kind: string;
  times: number;
  connections: number;
  ended: number;
  /** Monotonic. */
  readonly spans: { fromUs: number; toUs: number }[];
}

/** Of each entry. */
export const SPANS_MAX = 1_000;
/** A fault strikes many clients at one moment, each a little later than the other. */
const ONE_MOMENT_US = 100_000;

/** Counts while a run lasts, so that the longest one takes no more room than a short one. */
export class FaultTally {
  readonly #entries = new Map<string, Entry>();
  readonly #open = new Map<FaultRule, Entry['spans'][number]>();

  /** A fault that the plan has, and that may never strike. */
  expect(name: string, kind: string): void {
    this.#entry(name, kind);
  }

  /** `goesOn`: after an interruption, which makes it no other fault. */
  began(rule: FaultRule, tUs: number, goesOn = false): void {
    const entry = this.#entry(rule.name, rule.action.kind);
    if (!goesOn) entry.times += 1;
    if (isInstant(rule.action) || rule.action.kind === 'cut' || entry.spans.length >= SPANS_MAX) return;
    const span = { fromUs: tUs, toUs: Infinity };
    entry.spans.push(span);
    this.#open.set(rule, span);
  }

  over(rule: FaultRule, tUs: number): void {
    const span = this.#open.get(rule);
    this.#open.delete(rule);
    if (span !== undefined) span.toUs = tUs;
  }

  /** It did something to one connection. */
  note({ rule, what, tUs }: FaultEvent): void {
    const entry = this.#entry(rule.name, rule.action.kind);
    const strikes = what === 'ended' || what === 'silenced' || what === 'struck';
    if (what === 'began' || (what === 'ended' && isInstant(rule.action))) entry.connections += 1;
    if (what === 'ended' || what === 'silenced') entry.ended += 1;
    if (strikes && !this.#open.has(rule)) moment(entry, tUs);
  }

  summary(startedUs: number, endedUs: number): readonly FaultSummary[] {
    const struck = new Set([...this.#entries.values()].flatMap((one) => (one.times > 0 ? [one.name] : [])));
    return [...this.#entries.values()]
      .filter(({ name, times }) => times > 0 || !struck.has(name))
      .map((entry) => ({ ...entry, spans: spansFrom(entry.spans, startedUs, endedUs) }));
  }

  #entry(name: string, kind: string): Entry {
    const key = JSON.stringify([name, kind]);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { name, kind, times: 0, connections: 0, ended: 0, spans: [] };
    this.#entries.set(key, entry);
    return entry;
  }
}

/** Relative to `startedUs`; what lasts is cut off where the run ended. */
export function spansFrom(
  spans: readonly FaultSpan[],
  startedUs: number,
  endedUs: number,
): readonly FaultSpan[] {
  return spans.map(({ fromUs, toUs }) => ({
    fromUs: fromUs - startedUs,
    toUs: Math.min(toUs, endedUs) - startedUs,
  }));
}

function moment({ spans }: Entry, tUs: number): void {
  const last = spans.at(-1);
  if (last !== undefined && tUs - last.toUs < ONE_MOMENT_US) last.toUs = Math.max(last.toUs, tUs);
  else if (spans.length < SPANS_MAX) spans.push({ fromUs: tUs, toUs: tUs });
}
