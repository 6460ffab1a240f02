import test from 'ava';
import { readSource, sourceFiles } from '../support/source-tree.ts';

/** Words that have no place in finished code. Built from parts so that this file does not find itself. */
const BANNED = [
  'TO' + 'DO',
  'FIX' + 'ME',
  'X' + 'XX',
  'eslint-' + 'disable',
  '@ts-' + 'ignore',
  '@ts-' + 'expect-error',
  'as ' + 'any',
];
const PURE = /^src\/(scenario|plan|check|results|capacity|report)\//;
const IMPURE =
  /\bDate\.now\(|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\bsetInterval\(|\bperformance\.now\(|\bnew Date\(\)|\brandomBytes\b|\brandomUUID\b|\brandomInt\b/;
const SECRETS_OFF = /rejectUnauthorized:\s*false/;

for (const file of [...sourceFiles('src'), ...sourceFiles('test')]) {
  test(`${file} holds no leftovers`, (t) => {
    const text = readSource(file);
    for (const word of BANNED) t.false(text.includes(word), `${word} in ${file}`);
  });
}

for (const file of sourceFiles('src')) {
  test(`${file} does not print or exit unless it is the command line`, (t) => {
    const text = readSource(file);
    if (!file.startsWith('src/cli/')) t.notRegex(text, /\bconsole\.|process\.std(out|err)\b/);
    if (file !== 'src/cli/main.ts') t.notRegex(text, /process\.exitCode\s*=/);
    t.notRegex(text, SECRETS_OFF);
    if (PURE.test(file)) t.notRegex(text, IMPURE);
  });
}
