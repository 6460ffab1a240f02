import test from 'ava';
import { existsSync } from 'node:fs';
import { sourceFiles } from '../support/source-tree.ts';

/** Folders of test/ that have no twin in src/. */
const OWN_FOLDERS = [
  'support',
  'house',
  'fuzz',
  'scenarios',
  'mutants',
  'interop',
  'bench',
  'docs',
  'package',
];

test('test/ repeats the folders of src/', (t) => {
  for (const file of sourceFiles('test')) {
    const folder = file.split('/')[1] ?? '';
    if (OWN_FOLDERS.includes(folder) || !file.includes('/', 5)) continue;
    t.true(existsSync(`src/${folder}`), `${file} has no folder src/${folder}`);
  }
});
