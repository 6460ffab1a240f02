/** Reads the project's own sources, for the tests that hold the house rules. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';

export type Imported =
  | { readonly kind: 'own'; readonly path: string }
  | { readonly kind: 'builtin' | 'package'; readonly name: string };

/** All `.ts` files below a folder, by their paths from the project root. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export function readSource(file: string): string {
  return readFileSync(file, 'utf8');
}

/** The folder of src/ that a file belongs to; the file's own name for those directly in src/. */
export function folderOf(file: string): string {
  return relative('src', file).split(sep)[0] ?? '';
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|(?:^|\W)import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g;

/** Everything a file imports, types and dynamic imports included. */
export function importsOf(file: string): Imported[] {
  return [...readSource(file).matchAll(IMPORT)].map((match) =>
    classify(file, match[1] ?? match[2] ?? match[3] ?? ''),
  );
}

function classify(file: string, specifier: string): Imported {
  if (specifier.startsWith('.')) return { kind: 'own', path: join(dirname(file), specifier) };
  const name = specifier.replace(/^node:/, '');
  if (specifier.startsWith('node:') || builtinModules.includes(name)) return { kind: 'builtin', name };
  const parts = specifier.split('/');
  return {
    kind: 'package',
    name: specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? ''),
  };
}

/** Lines that hold code: neither blank, nor comment, nor import. */
export function codeLines(text: string): number {
  let inComment = false;
  let inImport = false;
  let count = 0;
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (inComment) inComment = !line.includes('*/');
    else if (inImport) inImport = !line.includes(' from ');
    else if (line.startsWith('/*')) inComment = !line.includes('*/');
    else if (/^import\s*(type\s*)?\{[^}]*$/.test(line)) inImport = true;
    else if (line !== '' && !line.startsWith('//') && !line.startsWith('import ')) count += 1;
  }
  return count;
}
