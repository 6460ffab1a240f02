import { readFileSync, statSync } from 'node:fs';
import { BenchError, messageOf } from '../base/errors.ts';

/** The largest packet there can be, less some room for its topic. */
const FILE_BYTES_MAX = 268_000_000;

/** Payloads that come from files, each read once. */
export class PayloadFiles {
  readonly #files = new Map<string, Buffer>();

  /** The bytes of the file; not to be changed. Throws a BenchError of kind `usage` where it cannot be read. */
  read(path: string): Buffer {
    let bytes = this.#files.get(path);
    if (bytes === undefined) this.#files.set(path, (bytes = readPayload(path)));
    return bytes;
  }
}

function readPayload(path: string): Buffer {
  try {
    if (statSync(path).size > FILE_BYTES_MAX) throw new Error('no packet can hold it');
    return readFileSync(path);
  } catch (cause) {
    throw new BenchError('usage', 'unreadable-file', `cannot read the payload ${path}: ${messageOf(cause)}`, {
      hint: 'Check the path; it is relative to the folder the command runs in.',
      cause,
    });
  }
}
