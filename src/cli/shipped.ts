import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot } from './package-root.ts';

const ENDINGS = ['.yaml', '.yml'];

/** Names of what ships in a folder of the package: scenarios, profiles of targets. None where it cannot be read. */
export function shippedNames(folder: 'scenarios' | 'targets'): string[] {
  try {
    return readdirSync(shippedFolder(folder)).flatMap((file) =>
      ENDINGS.flatMap((ending) => (file.endsWith(ending) ? [basename(file, ending)] : [])),
    );
  } catch {
    return [];
  }
}

export function shippedFolder(folder: 'scenarios' | 'targets'): string {
  return join(packageRoot(), folder);
}
