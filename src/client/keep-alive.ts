/** A PINGREQ leaves after this share of the Keep Alive time without any packet sent, well before the broker may close. */
const PING_SHARE = 0.5;
/** The shortest time a PINGRESP is waited for, µs. */
const PINGRESP_MIN_US = 10_000_000;

/** Keep Alive of one connection (`5:3.1.2-20`, `311:3.1.2-23`): decides, and leaves acting to its owner. */
export class KeepAlive {
  #intervalUs = 0;
  #lastSentUs = 0;
  /** 0: no PINGREQ is out. */
  #pingSentUs = 0;
  #running = false;

  get running(): boolean {
    return this.#running;
  }

  /** `seconds` 0 switches Keep Alive off. */
  start(seconds: number, nowUs: number): void {
    this.#running = true;
    this.#intervalUs = seconds * 1_000_000;
    this.#lastSentUs = nowUs;
    this.#pingSentUs = 0;
  }

  stop(): void {
    this.#running = false;
  }

  onSent(nowUs: number): void {
    this.#lastSentUs = nowUs;
  }

  onPingresp(): void {
    this.#pingSentUs = 0;
  }

  /** `ping`: send a PINGREQ now; `dead`: the last one was never answered. */
  due(nowUs: number): 'nothing' | 'ping' | 'dead' {
    if (!this.#running || this.#intervalUs === 0) return 'nothing';
    if (this.#pingSentUs !== 0) {
      return nowUs - this.#pingSentUs > Math.max(this.#intervalUs, PINGRESP_MIN_US) ? 'dead' : 'nothing';
    }
    if (nowUs - this.#lastSentUs < this.#intervalUs * PING_SHARE) return 'nothing';
    this.#pingSentUs = nowUs;
    return 'ping';
  }
}
