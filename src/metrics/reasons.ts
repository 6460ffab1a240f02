/** Distinct names that are kept; what comes after counts as {@link OTHER}. */
export const REASON_NAMES_MAX = 64;
export const REASON_CHARS_MAX = 120;
export const OTHER = 'other';

/** Counts of reason codes and errors by name. Names may come from a broker, so their number and length are bounded. */
export class ReasonCounts {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    const short = name.length > REASON_CHARS_MAX ? `${name.slice(0, REASON_CHARS_MAX - 1)}…` : name;
    const key = this.#counts.has(short) || this.#counts.size < REASON_NAMES_MAX ? short : OTHER;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  /** The most frequent first. */
  toRecord(): Readonly<Record<string, number>> {
    // Own properties only, so that a name like `__proto__` is a name.
    return Object.fromEntries([...this.#counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
  }
}
