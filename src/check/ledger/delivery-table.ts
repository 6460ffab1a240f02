/**
 * One record for each (session, flow, delivered QoS), about 40 bytes of flat memory, found by hashing: a fan-out to
 * thousands of subscribers has millions of them.
 *
 *   record:  session │ key = flow · 3 + QoS │ start │ next │ connection │ connection start │ detail │ generation
 *
 * `start … next-1` is the newest unbroken run of first copies. What does not fit (gaps, repeats, wrong order) stands in a
 * detail of its own, which most records never need: `detail` is its index, 0 for none.
 */
import { assert } from '../../base/assert.ts';

export const RECORD_WORDS = 8;
export const SESSION = 0;
export const KEY = 1;
export const START = 2;
export const NEXT = 3;
export const CONNECTION = 4;
export const CONNECTION_START = 5;
export const DETAIL = 6;
export const GENERATION = 7;

const RECORDS_AT_FIRST = 256;

export class DeliveryTable {
  readonly #recordsMax: number;
  /** The records; a handle is the index of a record's first word. Replaced when the table grows. */
  words = new Uint32Array(RECORDS_AT_FIRST * RECORD_WORDS);
  #records = 0;
  /** Record number plus 1 at the hash of its key; twice as many places as records, linear probing. */
  #index = new Int32Array(RECORDS_AT_FIRST * 2);

  constructor(recordsMax: number) {
    this.#recordsMax = recordsMax;
  }

  get records(): number {
    return this.#records;
  }

  /** The handle of a record, or -1. */
  find(session: number, key: number): number {
    const index = this.#index;
    const words = this.words;
    const mask = index.length - 1;
    let place = hash(session, key) & mask;
    for (;;) {
      const record = index[place] as number;
      if (record === 0) return -1;
      const at = (record - 1) * RECORD_WORDS;
      if (words[at + KEY] === key && words[at + SESSION] === session) return at;
      place = (place + 1) & mask;
    }
  }

  /** Adds a record that is not there yet, all fields but the keys 0; -1 when the table is full. */
  add(session: number, key: number): number {
    assert(this.find(session, key) === -1, 'a delivery record is added once');
    if (this.#records >= this.#recordsMax) return -1;
    if ((this.#records + 1) * RECORD_WORDS > this.words.length) this.#grow();
    const at = this.#records * RECORD_WORDS;
    this.#records += 1;
    this.words[at + SESSION] = session;
    this.words[at + KEY] = key;
    this.#enter(this.#records);
    return at;
  }

  #enter(record: number): void {
    const at = (record - 1) * RECORD_WORDS;
    const mask = this.#index.length - 1;
    let place = hash(this.words[at + SESSION] as number, this.words[at + KEY] as number) & mask;
    while (this.#index[place] !== 0) place = (place + 1) & mask;
    this.#index[place] = record;
  }

  #grow(): void {
    const words = new Uint32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    this.#index = new Int32Array(this.#index.length * 2);
    for (let record = 1; record <= this.#records; record += 1) this.#enter(record);
  }
}

function hash(session: number, key: number): number {
  let x = Math.imul(session, 0x9e37_79b1) ^ Math.imul(key, 0x85eb_ca6b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b_3c6d);
  return x ^ (x >>> 13);
}
