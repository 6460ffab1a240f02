import { readFileSync, writeFileSync } from 'node:fs';

/** The golden text of a name; with `UPDATE_GOLDEN=1` it is written first, to be read before it is committed. */
export function golden(name: string, actual: string): string {
  const file = new URL(`../../../test/report/golden/${name}.txt`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
  return readFileSync(file, 'utf8');
}
