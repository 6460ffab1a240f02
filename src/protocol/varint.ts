/** Variable Byte Integer (5.0 section 1.5.5, 3.1.1 section 2.2.3): seven bits a byte, lowest first, four bytes at most. */
import { assert } from '../base/assert.ts';
import { REMAINING_LENGTH_MAX } from './constants.ts';

/** The largest value four bytes of seven bits can hold. */
export const VARINT_MAX = REMAINING_LENGTH_MAX;

/** How many bytes the shortest encoding of `value` takes. */
export function varintSize(value: number): 1 | 2 | 3 | 4 {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  return value < 0x20_0000 ? 3 : 4;
}

/** Writes the shortest encoding at `at`; returns the position behind it. */
export function writeVarint(target: Uint8Array, at: number, value: number): number {
  assert(value >= 0 && value <= VARINT_MAX, `${value} does not fit a Variable Byte Integer`);
  let rest = value;
  let position = at;
  while (rest >= 0x80) {
    target[position] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    position += 1;
  }
  target[position] = rest;
  return position + 1;
}
