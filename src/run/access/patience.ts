/** How long to wait for an answer: less, once it is clear that the broker leaves attempts unanswered. */
export class Patience {
  #hung = 0;

  get answerMs(): number {
    return this.#hung < HUNG_MAX ? ANSWER_TIMEOUT_MS : SHORT_TIMEOUT_MS;
  }

  /** An attempt was never answered, and the connection lived. */
  wasHung(): void {
    this.#hung += 1;
  }
}

const ANSWER_TIMEOUT_MS = 3_000;
const SHORT_TIMEOUT_MS = 300;
/** So many attempts without an answer are no accident. */
const HUNG_MAX = 3;
