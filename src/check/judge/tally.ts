/** What one invariant has found so far: bounded findings, and counts of all of them. */
import type { Finding, FindingStatus, InvariantResult, Verdict } from '../types.ts';

/** The rest of a finding is the invariant's own. */
export type FindingDraft = Omit<Finding, 'invariant'>;

const FINDINGS_MAX = 20;

export class Tally {
  readonly id: string;
  readonly #kept = new Map<FindingStatus, FindingDraft[]>();
  readonly #counts = new Map<FindingStatus, number>();
  /** Why nothing can fail for the moment; then failures are excused for that. */
  excuse: string | undefined;
  #exercised = 0;
  #omitted = 0;

  constructor(id: string) {
    this.id = id;
  }

  get exercised(): number {
    return this.#exercised;
  }

  get omitted(): number {
    return this.#omitted;
  }

  exercise(count: number): void {
    this.#exercised += count;
  }

  /** `describe` is only called when there is room for the finding. */
  add(found: FindingStatus, count: number, describe: () => Omit<FindingDraft, 'status' | 'count'>): void {
    const excuse = found === 'fail' ? this.excuse : undefined;
    const status = excuse === undefined ? found : 'excused';
    let kept = this.#kept.get(status);
    if (kept === undefined) this.#kept.set(status, (kept = []));
    if (kept.length < FINDINGS_MAX)
      kept.push({ status, count, ...describe(), ...(excuse !== undefined && { explanation: excuse }) });
    else this.#omitted += 1;
    this.#counts.set(status, this.count(status) + count);
  }

  /** Messages or packets in findings of that status. */
  count(status: FindingStatus): number {
    return this.#counts.get(status) ?? 0;
  }

  findings(): Finding[] {
    return [...this.#kept.values()].flat().map((draft) => ({ invariant: this.id, ...draft }));
  }

  result(title: string, unit: string): InvariantResult {
    return {
      id: this.id,
      title,
      verdict: this.#verdict(),
      exercised: this.#exercised,
      unit,
      failures: this.count('fail'),
    };
  }

  #verdict(): Verdict {
    if (this.count('fail') > 0) return 'fail';
    if (this.count('inconclusive') > 0) return 'inconclusive';
    return this.#exercised > 0 ? 'pass' : 'skipped';
  }
}
