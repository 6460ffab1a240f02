/** A PINGREQ leaves after this share of the Keep Alive time without any packet sent, well before the broker may close. */
const PING_SHARE = 0.5;
/** The shortest time a PINGRESP is waited for, µs. */
const PINGRESP_MIN_US = 10_000_000;
/** Time between two looks that counts as waiting, µs: a thread at a standstill has not looked for the answer. */
const LOOK_MAX_US = 1_000_000;

/** Keep Alive of one connection (`5:3.1.2-20`, `311:3.1.2-23`): decides, and leaves acting to its owner. */
export class KeepAlive {
  #intervalUs = 0;
  #lastSentUs = 0;
  /** When a packet left that the broker has certainly received. */
  #provenUs = 0;
  #lookedUs = 0;
  /** How long the PINGREQ that is out has been waited for, µs; -1: none is out. */
  #waitedUs = -1;
  #pingSentUs = 0;
  #running = false;
  #listens = true;

  get running(): boolean {
    return this.#running;
  }

  /** False while nothing is read: then no answer can come. */
  get listens(): boolean {
    return this.#listens;
  }

  get seconds(): number {
    return this.#intervalUs / 1_000_000;
  }

  /** When a packet left that the broker has certainly received, the latest one that is known. */
  get provenUs(): number {
    return this.#provenUs;
  }

  /** When the last packet left. */
  get lastSentUs(): number {
    return this.#lastSentUs;
  }

  /** CONNACK came, for a CONNECT that was the last packet to leave. `seconds` 0 switches Keep Alive off. */
  start(seconds: number, nowUs: number): void {
    this.#provenUs = this.#lastSentUs;
    this.#running = true;
    this.#listens = true;
    this.#intervalUs = seconds * 1_000_000;
    this.#lastSentUs = nowUs;
    this.#waitedUs = -1;
  }

  stop(): void {
    this.#running = false;
  }

  onSent(nowUs: number): void {
    this.#lastSentUs = nowUs;
  }

  setListening(listens: boolean, nowUs: number): void {
    this.#listens = listens;
    this.#lookedUs = nowUs;
  }

  /** How long the PINGREQ was out, µs; -1 where none was. */
  onPingresp(nowUs: number): number {
    const outUs = this.#waitedUs === -1 ? -1 : Math.max(0, nowUs - this.#pingSentUs);
    if (outUs !== -1) this.#provenUs = this.#pingSentUs;
    this.#waitedUs = -1;
    return outUs;
  }

  /** `ping`: send a PINGREQ now; `dead`: the last one was never answered. */
  due(nowUs: number): 'nothing' | 'ping' | 'dead' {
    if (!this.#running || this.#intervalUs === 0) return 'nothing';
    if (this.#waitedUs !== -1) return this.#wait(nowUs);
    if (nowUs - this.#lastSentUs < this.#intervalUs * PING_SHARE) return 'nothing';
    this.#waitedUs = 0;
    this.#pingSentUs = nowUs;
    this.#lookedUs = nowUs;
    return 'ping';
  }

  /** A silent broker must not stop us from keeping our side alive: every Keep Alive time has its PINGREQ. */
  #wait(nowUs: number): 'nothing' | 'ping' | 'dead' {
    if (this.#listens) this.#waitedUs += Math.min(LOOK_MAX_US, Math.max(0, nowUs - this.#lookedUs));
    this.#lookedUs = nowUs;
    if (this.#waitedUs > Math.max(this.#intervalUs, PINGRESP_MIN_US)) return 'dead';
    return nowUs - this.#lastSentUs < this.#intervalUs * PING_SHARE ? 'nothing' : 'ping';
  }
}
