/** The user guide is true: what it has one type is carried out, in its order, and what it links to is there. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startBroker } from '../../src/broker/start.ts';
import { CAPACITY_LINE, isStarved } from '../support/starved.ts';
import { runCli, temporaryFolder, type CliResult } from '../cli/run-cli.ts';

const GUIDE = 'docs/guide';
const PAGES = readdirSync(GUIDE).filter((name) => name.endsWith('.md'));

interface Block {
  readonly language: string;
  readonly text: string;
  /** Why it is not carried out here. */
  readonly notRun?: string;
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(GUIDE, page), 'utf8');
  const fences = /(?:<!-- not run: (?<notRun>.+?) -->\n\n)?^```(?<language>\w+)\n(?<text>[\s\S]*?)^```$/gmu;
  return [...text.matchAll(fences)].map(({ groups = {} }) => ({
    language: groups['language'] ?? '',
    text: groups['text'] ?? '',
    ...(groups['notRun'] === undefined ? {} : { notRun: groups['notRun'] }),
  }));
}

/** Commands of a block, as a POSIX shell would split the few kinds of words that the guide uses. */
function commandsOf({ text }: Block): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [...line.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain ?? ''));
}

/** Does what one line says, in the folder of its page; `mqtt-bench` and the few others that stand there. */
async function carryOut(words: readonly string[], cwd: string, url: string): Promise<CliResult> {
  const [program, ...all] = words.map((word) => (/^mqtt:\/\/localhost(?::1883)?$/u.test(word) ? url : word));
  const into = all.indexOf('>');
  const args = into === -1 ? all : all.slice(0, into);
  if (program === 'cp') return copied(args, cwd);
  if (program !== 'mqtt-bench')
    throw new Error(`the guide has ${words.join(' ')}, which this test cannot do`);
  const result = await untilFed(args, cwd);
  const file = into === -1 ? undefined : all[into + 1];
  if (file !== undefined) writeFileSync(join(cwd, file), result.out);
  return result;
}

const ATTEMPTS_MAX = 3;

/** Once more where this machine was too busy to tell: that is a verdict on the machine, and none on the guide. */
async function untilFed(args: readonly string[], cwd: string): Promise<CliResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await runCli(args, { cwd });
    if (!isStarved(result) || attempt === ATTEMPTS_MAX) return result;
  }
}

function copied([from = '', to = '']: readonly string[], cwd: string): CliResult {
  const [head = '', tail = ''] = from.split('*/');
  const [one = ''] = readdirSync(join(cwd, head));
  writeFileSync(join(cwd, to), readFileSync(join(cwd, head, one, tail)));
  return { code: 0, out: '', err: '' };
}

async function followed(t: ExecutionContext, page: string): Promise<void> {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
  const cwd = temporaryFolder();
  for (const block of blocksOf(page).filter(({ notRun }) => notRun === undefined)) {
    const name = /^name: (\w+)$/mu.exec(block.text)?.[1];
    if (block.language === 'yaml' && name !== undefined) writeFileSync(join(cwd, `${name}.yaml`), block.text);
    if (block.language !== 'sh') continue;
    for (const words of commandsOf(block)) {
      const result = await carryOut(words, cwd, broker.urls[0] ?? '');
      const { code, out, err } = result;
      const isBusy = isStarved(result) || (CAPACITY_LINE.test(words.join(' ')) && code === 4);
      t.true(code === 0 || isBusy, `${words.join(' ')}\n${out.slice(-3000)}${err.slice(-3000)}`);
    }
  }
}

for (const page of PAGES) {
  test.serial(`${page}: what it has one type works, in its order`, async (t) => {
    t.timeout(300_000);
    await followed(t, page);
    t.pass();
  });

  test(`${page}: what it links to is there`, (t) => {
    const text = readFileSync(join(GUIDE, page), 'utf8');
    for (const match of text.matchAll(/\]\((?!https?:)([^)#]+)/gu)) {
      const link = match[1] ?? '';
      t.true(existsSync(join(GUIDE, link)), link);
    }
    t.pass();
  });
}

test('what is shown of a scenario with a problem is what validate says', async (t) => {
  const blocks = blocksOf('write-a-scenario.md');
  const scenario = blocks.find(({ text }) => text.startsWith('name: doors'))?.text ?? '';
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'doors.yaml'), scenario.replace('keep-alive:', 'keepalive:'));
  const { code, err } = await runCli(['validate', 'doors.yaml'], { cwd });
  t.is(code, 2);
  t.is(err.trim(), blocks.find(({ language }) => language === 'text')?.text.trim() ?? '');
});
