import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';

/** What a file imports when it is loaded: neither types nor `await import()`. */
function importedAtOnce(file: string): string[] {
  const statements = /^(?:import|export)\s(?!type\s)[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'/gmu;
  return [...readFileSync(file, 'utf8').matchAll(statements)].map((match) => match[1] ?? match[2] ?? '');
}

function reach(file: string, seen: Set<string>, packages: Set<string>): void {
  seen.add(file);
  for (const specifier of importedAtOnce(file)) {
    if (!specifier.startsWith('.')) packages.add(specifier);
    else if (!seen.has(join(dirname(file), specifier))) reach(join(dirname(file), specifier), seen, packages);
  }
}

test('help and version load nothing but yargs and what Node.js has', (t) => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  reach('src/cli/main.ts', seen, packages);
  t.deepEqual(
    [...packages].filter((name) => !name.startsWith('node:')),
    ['yargs'],
  );
  t.true(seen.has('src/cli/commands/run.ts'));
  t.false([...seen].some((file) => /^src\/(?:run|client|broker|plan|check|metrics|protocol)\//u.test(file)));
});
