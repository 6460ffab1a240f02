/** What is published: packed, installed alone into an empty folder with its production dependencies, and used. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { temporaryFolder } from '../cli/run-cli.ts';

const run = promisify(execFile);
const NPM = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--prefer-offline'];

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** From `dist/` as it is: `npm test` builds it first. */
async function packed(): Promise<{ readonly tarball: string; readonly files: readonly string[] }> {
  const folder = temporaryFolder();
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [one] = JSON.parse(stdout) as Packed[];
  return { tarball: join(folder, one?.filename ?? ''), files: (one?.files ?? []).map(({ path }) => path) };
}

const STARVED = 'the load generator itself was the bottleneck';

test.serial('the tarball alone installs, and its commands, its library and its types work', async (t) => {
  t.timeout(300_000);
  const { tarball } = await packed();
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'package.json'), '{ "private": true, "type": "module" }');
  await run('npm', ['install', ...NPM, '--omit=dev', tarball], { cwd });
  const bench = (...args: string[]) => run('npx', ['--no-install', 'mqtt-bench', ...args], { cwd });

  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  t.is((await bench('--version')).stdout, `${version}\n`);
  t.regex((await bench('conformance', '--list')).stdout, /^5:3\.14\.2-1\/disconnect-reason-code /mu);
  await bench('init', 'first', '--yes');
  await bench('validate', 'first/scenario.yaml');
  const small = ['--var', 'pairs=2', '--var', 'hold=300ms', '--protocol', '5.0'];
  t.true(await passes(() => bench('run', 'qos2', ...small)));

  const library = `import { runScenario, renderTerminal } from 'mqtt-bench';
const results = await runScenario(\`name: library
clients: { one: { count: 1 } }
steps: [{ connect: one }, { disconnect: one }]\`);
console.log(renderTerminal(results, { colorLevel: 0, width: 100 }));`;
  writeFileSync(join(cwd, 'library.mjs'), library);
  t.regex(
    (await run(process.execPath, ['library.mjs'], { cwd })).stdout,
    /^(?:PASS|INCONCLUSIVE) {2}library/u,
  );
  mkdirSync(join(cwd, 'types'));
  const typed = `import { runScenario, type Results } from 'mqtt-bench';
export const verdict: Promise<Results['verdict']> = runScenario('', { protocol: '5.0' }).then((results) => results.verdict);
// A string is no signal: the types are there, and hold.
export const wrong: Parameters<typeof runScenario>[1] extends { signal?: string } ? true : false = false;`;
  writeFileSync(join(cwd, 'types', 'use.ts'), typed);
  const tsc = join(process.cwd(), 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  const typeRoots = ['--typeRoots', join(process.cwd(), 'node_modules', '@types')];
  const compiled = run(process.execPath, [tsc, ...options, ...typeRoots, 'types/use.ts'], { cwd });
  await t.notThrowsAsync(compiled);
});

/** Once more where this machine was too busy to tell. */
async function passes(attempt: () => Promise<unknown>): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await attempt();
      return true;
    } catch (error) {
      const out: unknown = error instanceof Error ? Reflect.get(error, 'stdout') : '';
      if (typeof out !== 'string' || !out.includes(STARVED) || tries === 5) throw error;
    }
  }
}

test.serial('what is packed is what is used, and nothing of its making', async (t) => {
  const { files } = await packed();
  for (const wanted of [
    'bin/mqtt-bench.js',
    'dist/index.d.ts',
    'schema/scenario.schema.json',
    'scenarios/qos2.yaml',
  ])
    t.true(files.includes(wanted), wanted);
  for (const wanted of ['LICENSE', 'README.md', 'SECURITY.md', 'CHANGELOG.md', 'targets/aws-iot-core.yaml'])
    t.true(files.includes(wanted), wanted);
  t.deepEqual(
    files.filter((path) => /(?:^|\/)(?:test|src|bench|tools|reports|\.build)\/|\.map$|\.tgz$/u.test(path)),
    [],
  );
});

test.serial('publint finds nothing', async (t) => {
  const { messages, pkg } = await publint({ strict: true });
  t.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});
