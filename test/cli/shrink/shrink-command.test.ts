/** Failing scenarios of many clients become small ones, on brokers with a defect. */
import test, { type ExecutionContext } from 'ava';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../../../src/base/errors.ts';
import { findDefect } from '../../../src/broker/defects/index.ts';
import { startBroker } from '../../../src/broker/start.ts';
import { EXIT, type ExitCode } from '../../../src/cli/exit-codes.ts';
import { shrink } from '../../../src/cli/shrink/shrink-command.ts';
import type { ShrinkArguments } from '../../../src/cli/shrink/request.ts';
import { runFed, scenarioFile, temporaryFolder } from '../run-cli.ts';

const LARGE = `
name: large
protocol: ['3.1.1', '5.0']
vars: { pairs: 15, messages: 6, api_token: none }
clients:
  subscriber: { count: '\${pairs}' }
  publisher: { count: '\${pairs}', username: 'u', password: '\${api_token}' }
  bystander: { count: 10 }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'large/\${index}/#', qos: 2 }
  - subscribe: { clients: bystander, filter: 'aside/#', qos: 1 }
  - parallel:
      - publish: { clients: publisher, topic: 'large/\${index}/a', qos: 2, payload: 64B, window: 10, count: '\${messages}' }
      - publish: { clients: bystander, topic: 'aside/\${index}', qos: 1, payload: 64B, window: 10, count: 20 }
  - wait: 200ms
  - repeat:
      times: 2
      steps:
        - publish: { clients: bystander, topic: 'aside/\${index}', qos: 0, payload: 64B, window: 10, count: 5 }
  - drain: 5s
  - disconnect: all
thresholds:
  - messages.lost == 0
`;

async function brokerUrl(t: ExecutionContext, defect?: string): Promise<string> {
  const broken = defect === undefined ? {} : findDefect(defect)?.apply({}, { every: 1 });
  const listeners = [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] as const;
  const broker = await startBroker({ ...broken, listeners });
  t.teardown(() => broker.close());
  return broker.urls[0] ?? '';
}

interface Told {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  readonly file: string;
}

async function shrunk(
  text: string,
  url: string,
  change: Partial<ShrinkArguments> = {},
  onErr: (line: string, abort: AbortController) => void = () => undefined,
): Promise<Told> {
  const abort = new AbortController();
  const file = join(temporaryFolder(), 'small.yaml');
  let [out, err] = ['', ''];
  const io = {
    out: (more: string) => void (out += more),
    err: (more: string) => {
      err += more;
      onErr(more, abort);
    },
    ...{ env: {}, outIsTty: false, errIsTty: false, columns: 100, signal: abort.signal },
  };
  const given: ShrinkArguments = {
    ...{ scenario: scenarioFile(text), target: [url], write: file, insecure: false, quiet: false },
    ...{ seed: '7', tries: '80', for: '60s', confirm: '1', replays: '2' },
    ...change,
  };
  const code = await shrink(given, { io, argv: [], exit: () => undefined });
  return { code, out, err, file };
}

test.serial('forty clients become two, and run fails on what is left as it did before', async (t) => {
  const url = await brokerUrl(t, 'duplicate-qos2-delivery');
  const { code, out, err, file } = await shrunk(LARGE, url, { protocol: '5.0', var: ['api_token=hunter2'] });
  t.is(code, EXIT.pass, err);
  t.regex(out, /^large: Q2-2 fails in a smaller scenario/u);
  t.regex(out, /was +40 clients, .*\n +is +2 clients, 4 steps, 1 message\n/u);
  t.regex(out, /replays +2 of 2 failed/u);
  const text = readFileSync(file, 'utf8');
  t.regex(
    text,
    /^# Made smaller by mqtt-bench shrink from .*: Q2-2 fails\.\n# It failed in 2 of 2 replays\./u,
  );
  t.notRegex(text, /bystander|parallel|repeat|wait|thresholds/u);
  t.regex(text, /drain/u);
  t.false(`${text}${out}${err}`.includes('hunter2'), 'a secret does not belong into a file');
  t.regex(out, /api_token=\*\*\*/u);
  const again = await runFed(['run', file, '--target', url, '--no-report', '--quiet']);
  t.is(again.code, EXIT.failed, again.out);
  t.regex(again.out, /✗ {2}Q2-2/u);
});

test.serial('another invariant can be asked for; one that does not fail is none to shrink by', async (t) => {
  const url = await brokerUrl(t, 'drop-qos1-delivery');
  const text = LARGE.replace('drain: 5s', 'drain: 300ms');
  const found = await shrunk(text, url, { protocol: '3.1.1', invariant: 'q1-1', tries: '6', quiet: true });
  t.is(found.code, EXIT.pass, found.out);
  t.regex(found.out, /Q1-1 fails/u);
  t.regex(found.out, /more --tries/u);
  t.is(found.err, '');
  const none = await shrunk(text, url, { protocol: '3.1.1', invariant: 'O1' });
  t.is(none.code, EXIT.inconclusive);
  t.regex(none.err, /Nothing to shrink: large did not fail O1/u);
  t.false(existsSync(none.file));
});

test.serial('an interruption leaves the smallest so far, and says so', async (t) => {
  const url = await brokerUrl(t, 'duplicate-qos2-delivery');
  const told = await shrunk(LARGE, url, { protocol: '5.0' }, (line, abort) => {
    if (line.includes('still fails')) abort.abort(new Error('SIGINT'));
  });
  t.is(told.code, EXIT.interrupted);
  t.regex(told.out, /ended early: interrupted\n/u);
  t.regex(told.out, /replays +none/u);
  t.regex(readFileSync(told.file, 'utf8'), /vars: \{ pairs: 1, messages: 6/u);
});

test.serial('what only misses a threshold is no broken promise, and no target is no failure', async (t) => {
  const url = await brokerUrl(t);
  const slow = LARGE.replace('messages.lost == 0', 'e2e.latency.p99 < 1us');
  const error = await t.throwsAsync(shrunk(slow, url, { protocol: '5.0' }), { instanceOf: BenchError });
  t.is(error.code, 'no-invariant');
  const gone = await t.throwsAsync(shrunk(LARGE, 'mqtt://127.0.0.1:1'), { instanceOf: BenchError });
  t.is(gone.kind, 'unreachable');
});

test('options that make no sense, and the scenario itself as the file to write, are usage errors', async (t) => {
  const url = 'mqtt://127.0.0.1:1';
  const scenario = scenarioFile(LARGE);
  for (const change of [{ tries: '0' }, { for: 'soon' }, { confirm: 'x' }, { scenario, write: scenario }]) {
    const error = await t.throwsAsync(shrunk(LARGE, url, change), { instanceOf: BenchError });
    t.is(error.kind, 'usage');
  }
});
