import { assert, present } from '../base/assert.ts';

/**
 * A table of text, one row a client. All fields stand as UTF-8 in one block of shared memory, so that it is held once, by
 * however many threads, and costs little more than its file.
 */
export interface Rows {
  readonly columns: readonly string[];
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Where each field ends, row by row. */
  readonly ends: Uint32Array;
}

/** The field in `column` (by number) of `row`, both from 0. */
export function rowField(rows: Rows, row: number, column: number): string {
  const at = row * rows.columns.length + column;
  const end = present(rows.ends[at], `field ${column} of row ${row}`);
  const start = at === 0 ? 0 : present(rows.ends[at - 1], 'the field before');
  return Buffer.from(rows.bytes.buffer, rows.bytes.byteOffset + start, end - start).toString('utf8');
}

/** Takes rows one by one and keeps nothing but their bytes. */
export class RowsBuilder {
  readonly #columns: readonly string[];
  #bytes = Buffer.alloc(64 * 1024);
  #used = 0;
  #ends = new Uint32Array(1024);
  #fields = 0;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  get count(): number {
    return this.#fields / this.#columns.length;
  }

  /** As many fields as there are columns. */
  add(fields: readonly string[]): void {
    assert(fields.length === this.#columns.length, 'a row has as many fields as there are columns');
    for (const field of fields) {
      const size = Buffer.byteLength(field);
      if (this.#used + size > this.#bytes.length) this.#growBytes(size);
      this.#used += this.#bytes.write(field, this.#used);
      if (this.#fields === this.#ends.length) this.#growEnds();
      this.#ends[this.#fields] = this.#used;
      this.#fields += 1;
    }
  }

  build(): Rows {
    const bytes = new Uint8Array(new SharedArrayBuffer(this.#used));
    bytes.set(this.#bytes.subarray(0, this.#used));
    const ends = new Uint32Array(new SharedArrayBuffer(this.#fields * Uint32Array.BYTES_PER_ELEMENT));
    ends.set(this.#ends.subarray(0, this.#fields));
    return { columns: this.#columns, count: this.count, bytes, ends };
  }

  #growBytes(more: number): void {
    const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#used + more));
    this.#bytes.copy(grown, 0, 0, this.#used);
    this.#bytes = grown;
  }

  #growEnds(): void {
    const grown = new Uint32Array(this.#ends.length * 2);
    grown.set(this.#ends);
    this.#ends = grown;
  }
}

/** What reading a file of rows came to; `problem` is a sentence with its own place, and holds nothing of the file. */
export type RowsResult =
  { readonly ok: true; readonly rows: Rows } | { readonly ok: false; readonly problem: string };
