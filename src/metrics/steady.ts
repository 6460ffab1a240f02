/**
 * The time in which messages were due, and what was counted meanwhile. Publish steps may overlap (`parallel`): time under
 * several of them counts once.
 */
export class SteadyWindow {
  readonly #counters: Float64Array;
  readonly #atBegin: Float64Array;
  readonly #grown: Float64Array;
  #open = 0;
  #sinceUs = 0;
  #totalUs = 0;

  constructor(counters: Float64Array) {
    this.#counters = counters;
    this.#atBegin = new Float64Array(counters.length);
    this.#grown = new Float64Array(counters.length);
  }

  get totalUs(): number {
    return this.#totalUs;
  }

  /** Growth of the counters within closed windows. */
  get grown(): Float64Array {
    return this.#grown;
  }

  /** Total and growth as if all windows ended now. */
  at(nowUs: number): { readonly totalUs: number; readonly grown: Float64Array } {
    if (this.#open === 0) return { totalUs: this.#totalUs, grown: this.#grown };
    const grown = this.#grown.map(
      (closed, i) => closed + (this.#counters[i] as number) - (this.#atBegin[i] as number),
    );
    return { totalUs: this.#totalUs + Math.max(0, nowUs - this.#sinceUs), grown };
  }

  begin(nowUs: number): void {
    this.#open += 1;
    if (this.#open > 1) return;
    this.#sinceUs = nowUs;
    this.#atBegin.set(this.#counters);
  }

  end(nowUs: number): void {
    if (this.#open === 0) return;
    this.#open -= 1;
    if (this.#open === 0) this.#close(nowUs);
  }

  /** Ends all windows: a run that was interrupted has open ones. */
  finish(nowUs: number): void {
    if (this.#open === 0) return;
    this.#open = 0;
    this.#close(nowUs);
  }

  #close(nowUs: number): void {
    this.#totalUs += Math.max(0, nowUs - this.#sinceUs);
    for (let i = 0; i < this.#grown.length; i += 1) {
      this.#grown[i] =
        (this.#grown[i] as number) + (this.#counters[i] as number) - (this.#atBegin[i] as number);
    }
  }
}
