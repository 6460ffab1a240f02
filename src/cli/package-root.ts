import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../base/errors.ts';

/** The folder of our package.json: the parent of `dist/` when installed, further up when run from a build for tests. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    const parent = dirname(folder);
    if (parent === folder)
      throw new BenchError('internal', 'no-package', 'the package.json of mqtt-bench is missing');
    folder = parent;
  }
}

export function packageVersion(): string {
  const facts = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return facts.version;
}
