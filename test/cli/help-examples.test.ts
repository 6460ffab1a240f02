/** Every example of every command's help is carried out as it stands, but for addresses and length. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findDefect } from '../../src/broker/defects/index.ts';
import { startBroker } from '../../src/broker/start.ts';
import { runCli, runFed, temporaryFolder } from './run-cli.ts';

const BROKEN = /^mqtt-bench shrink /u;
const SERVES = /^mqtt-bench broker/u;
/** What makes a run short, or keeps it from a port that may be taken. */
const SHORTER: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^mqtt-bench run .*(?:qos|p2p|scenario)/u, ['--var', 'hold=300ms']],
  [/^mqtt-bench run soak/u, ['--var', 'pairs=2', '--var', 'warm_up=200ms', '--var', 'hold=1s']],
  [/^mqtt-bench shrink /u, ['--var', 'hold=300ms', '--var', 'pairs=3', '--tries', '3', '--replays', '1']],
  [
    /^mqtt-bench capacity /u,
    ['--var', 'rate=1', '--var', 'hold=1500ms', '--var', 'warm_up=200ms', '--pause', '0', '--repeats', '1'],
  ],
  [/^mqtt-bench conformance --target \S+$/u, ['--section', '3.12']],
];

/** Commands, from the help of the program; `completion` is tested with a shell. */
async function commands(): Promise<string[]> {
  const { out } = await runCli(['--help']);
  return [...out.matchAll(/^ {2}mqtt-bench ([a-z]+)/gmu)].flatMap(([, name = '']) =>
    name === 'completion' ? [] : [name],
  );
}

function examplesIn(help: string): string[] {
  const [, examples = ''] = help.split('\nExamples:\n');
  return [...examples.matchAll(/^ {2}(mqtt-bench .*)$/gmu)].map(([, example = '']) => example);
}

/** Results of a run, as JSON. */
const results = (async () => {
  const short = ['--var', 'pairs=2', '--var', 'hold=300ms', '--protocol', '5.0'];
  return (await runFed(['run', 'qos2', '--json', '--no-report', ...short])).out;
})();

/** A folder with what `init` writes for the broker at `url`, and with results. */
async function workFolder(url: string): Promise<string> {
  const folder = temporaryFolder();
  await runCli(['init', folder, '--yes', '--target', url]);
  writeFileSync(join(folder, 'results.json'), await results);
  writeFileSync(join(folder, 'base.json'), await results);
  return folder;
}

/** As a shell has them. */
function wordsOf(line: string): string[] {
  return (line.match(/'[^']*'|\S+/gu) ?? []).map((word) => word.replaceAll("'", ''));
}

async function carryOut(t: ExecutionContext, example: string): Promise<void> {
  const defect = BROKEN.test(example) ? findDefect('duplicate-qos2-delivery')?.apply({}, { every: 1 }) : {};
  const broker = await startBroker({
    ...defect,
    listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
  });
  try {
    const url = broker.urls[0] ?? '';
    const more = SHORTER.flatMap(([fits, options]) => (fits.test(example) ? options : []));
    const words = [...wordsOf(example).slice(1), ...more].map((word, at, all) => {
      if (all[at - 1] === '--prometheus') return '0';
      return /^mqtt:/u.test(word) ? url : word;
    });
    const cwd = words[0] === 'init' ? temporaryFolder() : await workFolder(url);
    const { code, out, err } = SERVES.test(example) ? await served(words) : await runFed(words, { cwd });
    t.is(code, 0, `${example}\n${out}${err}`);
  } finally {
    await broker.close();
  }
}

/** A command that lasts until it is interrupted; on ports that are free. */
function served(words: readonly string[]): ReturnType<typeof runCli> {
  const free = words.map((word, at) => (/-?port$/u.test(words[at - 1] ?? '') ? '0' : word));
  const port = free.includes('--port') ? [] : ['--port', '0'];
  let isAsked = false;
  return runCli([...free, ...port], {
    env: { MQTT_BENCH_PASSWORD: 'any' },
    watch: ({ err }, child) => {
      // Once: a second signal would mean not to wait for its good order.
      if (!isAsked && err.includes('serving')) isAsked = child.kill('SIGINT');
    },
  });
}

for (const command of await commands()) {
  test.serial(`${command} has examples in its help, and each of them works`, async (t) => {
    const { out } = await runCli([command, '--help']);
    const examples = examplesIn(out);
    t.true(examples.length > 0);
    for (const example of examples) {
      t.true(example.startsWith(`mqtt-bench ${command}`), example);
      await carryOut(t, example);
    }
  });
}

test.serial('what mqtt-bench says when called with nothing names commands that work', async (t) => {
  const { code, out, err } = await runCli([]);
  t.is(code, 2, 'nothing was tested, and no script may take that for a pass');
  t.is(err, '');
  const shown = [...out.matchAll(/^ {2}(mqtt-bench \S.*?)(?: {2,}.*)?$/gmu)].map(
    ([, command = '']) => command,
  );
  t.is(shown.length, 4);
  for (const command of shown) await carryOut(t, command);
});
