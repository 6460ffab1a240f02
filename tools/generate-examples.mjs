// Writes docs/examples/: one example of each report, of runs on the embedded broker. Run `npm run build` before.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = join('bin', 'mqtt-bench.js');
/** Paths below the root, so that no report names a folder of this machine. */
const WORK = join('reports', 'examples');
const FOLDER = join('docs', 'examples');
/** On a machine that is busy a run is inconclusive; an example of that helps nobody. */
const TRIES_MAX = 20;
const RUN = ['run', 'qos1', '--protocol', '5.0', '--var', 'pairs=5', '--var', 'hold=8s'];
/** Its uplink is the limit, and known: a search on the embedded broker itself would end where this program does. */
const GATEWAY = join(FOLDER, 'gateway.yaml');

const EXAMPLES = {
  run: [...RUN, '--seed', '1'],
  access: ['run', 'acl-isolation', '--protocol', '5.0', '--var', 'devices=3', '--seed', '1'],
  conformance: ['conformance', '--section', '3.1', '--protocol', '5.0', '--seed', '1'],
  capacity: ['capacity', GATEWAY, '--seed', '1'],
};

for (const [name, words] of Object.entries(EXAMPLES)) {
  rmSync(join(ROOT, FOLDER, name), { recursive: true, force: true });
  bench(['report', directoryOf(name, words), '--out', join(FOLDER, name)]);
}
const sides = ['base', 'new'].map((name, at) => directoryOf(name, [...RUN, '--seed', String(at + 1)]));
rmSync(join(ROOT, FOLDER, 'compare'), { recursive: true, force: true });
bench(['compare', ...sides, '--out', join(FOLDER, 'compare')]);
rmSync(join(ROOT, WORK), { recursive: true, force: true });

/** The run directory of a command that ended well. */
function directoryOf(name, words) {
  const out = join(WORK, name);
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    rmSync(join(ROOT, out), { recursive: true, force: true });
    const { status } = bench([...words, '--out', out]);
    if (status === 0) return firstWithFiles(out);
  }
  throw new Error(`${words.join(' ')} did not end well`);
}

function firstWithFiles(folder) {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
  const [first] = entries.filter((entry) => entry.isDirectory());
  return entries.some((entry) => entry.isFile()) || first === undefined
    ? folder
    : firstWithFiles(join(folder, first.name));
}

function bench(words) {
  return spawnSync(process.execPath, [PROGRAM, ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
