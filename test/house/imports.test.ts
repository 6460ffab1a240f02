import test from 'ava';
import { relative } from 'node:path';
import { folderOf, importsOf, sourceFiles } from '../support/source-tree.ts';

/** Which folders of src/ a folder may import from, besides itself. The house of docs/architecture.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  protocol: ['base'],
  transport: ['base', 'protocol'],
  history: ['base', 'protocol'],
  metrics: ['base'],
  scenario: ['base', 'protocol', 'fault'],
  check: ['base', 'protocol', 'history', 'metrics', 'scenario'],
  plan: ['base', 'protocol', 'history', 'scenario', 'fault'],
  client: ['base', 'protocol', 'transport', 'history'],
  broker: ['base', 'protocol', 'transport'],
  fault: ['base', 'protocol', 'transport'],
  conformance: ['base', 'protocol', 'transport', 'client', 'history', 'results'],
  run: ['base', 'protocol', 'transport', 'history', 'metrics', 'check', 'plan', 'client', 'fault'],
  results: ['base', 'metrics', 'check'],
  capacity: ['base', 'results'],
  report: ['base', 'results'],
};

/** Stages that only compute: clock, chance, files and sockets reach them as arguments. */
const PURE = ['scenario', 'plan', 'check', 'results', 'capacity', 'report'];

/** Built-in modules of which the pure stages use only functions of their arguments, such as a hash. */
const PURE_BUILTINS = ['crypto', 'buffer'];

/** One owner per outside package. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  yargs: ['cli'],
  chalk: ['report/terminal', 'cli'],
  'cli-table3': ['report/terminal', 'cli'],
  yaml: ['scenario'],
  zod: ['scenario', 'results'],
  'hdr-histogram-js': ['metrics'],
  mqtt: ['client'],
  ws: ['transport'],
  'csv-parse': ['cli'],
  selfsigned: ['cli'],
};

for (const file of sourceFiles('src')) {
  const folder = folderOf(file);

  test(`${file} imports only what its folder may import`, (t) => {
    const allowed = MAY_IMPORT[folder];
    for (const imported of importsOf(file)) {
      if (imported.kind !== 'own' || allowed === undefined) continue;
      const target = folderOf(imported.path);
      t.true(
        target === folder || allowed.includes(target),
        `${folder}/ must not import ${target}/: ${imported.path}`,
      );
    }
    t.pass();
  });

  test(`${file} imports outside packages only where they have their owner`, (t) => {
    for (const imported of importsOf(file)) {
      if (imported.kind !== 'package') continue;
      const owners = OWNERS[imported.name];
      t.truthy(owners, `${imported.name} has no owner: enter it in this table`);
      const place = relative('src', file);
      t.true(
        owners?.some((owner) => place.startsWith(owner)),
        `${imported.name} belongs to ${owners?.join(', ') ?? '?'}`,
      );
    }
    t.pass();
  });

  if (PURE.includes(folder)) {
    test(`${file} touches no socket, timer, file, process, wall clock or unseeded chance`, (t) => {
      const builtins = importsOf(file).flatMap((imported) =>
        imported.kind === 'builtin' && !PURE_BUILTINS.includes(imported.name) ? [imported.name] : [],
      );
      t.deepEqual(builtins, []);
    });
  }
}

test('folders do not import each other in circles', (t) => {
  const edges = new Map<string, Set<string>>();
  for (const file of sourceFiles('src')) {
    for (const imported of importsOf(file)) {
      if (imported.kind !== 'own') continue;
      const from = folderOf(file);
      const to = folderOf(imported.path);
      if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    [...(edges.get(from) ?? [])].some(
      (next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))),
    );
  for (const folder of edges.keys())
    t.false(reaches(folder, folder, new Set()), `${folder}/ imports itself through others`);
});
