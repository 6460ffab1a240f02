/** Targets whose capacity is known before anything is measured. */
import type { ExecutionContext } from 'ava';
import { monotonicClock } from '../../../src/base/clock.ts';
import { seededRandom } from '../../../src/base/random.ts';
import type { BrokerOptions } from '../../../src/broker/options.ts';
import { startBroker } from '../../../src/broker/start.ts';
import { capacity } from '../../../src/cli/capacity/capacity-command.ts';
import type { CapacityArguments } from '../../../src/cli/capacity/request.ts';
import type { ExecuteScenario } from '../../../src/cli/capacity/trials.ts';
import type { ExitCode } from '../../../src/cli/exit-codes.ts';
import { executeScenario, type ExecuteOptions } from '../../../src/cli/run/execute.ts';
import { FaultProxy } from '../../../src/fault/fault-proxy.ts';
import type { FaultAction } from '../../../src/fault/types.ts';
import type { CapacityReport } from '../../../src/results/capacity.ts';
import type { Results, RunResult } from '../../../src/results/model.ts';
import { scenarioFile } from '../run-cli.ts';

export async function brokerUrl(t: ExecutionContext, options: BrokerOptions = {}): Promise<string> {
  const listeners = [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] as const;
  const broker = await startBroker({ ...options, listeners });
  t.teardown(() => broker.close());
  return broker.urls[0] ?? '';
}

/** A proxy before a broker, with one fault on every connection. */
export async function behindFault(t: ExecutionContext, url: string, action: FaultAction): Promise<string> {
  const proxy = await FaultProxy.start({
    ...{ urls: [url], clock: monotonicClock(), random: seededRandom(1), identify: () => 0 },
  });
  t.teardown(() => proxy.close());
  proxy.begin({ name: action.kind, action, concerns: () => true });
  return proxy.urls[0] ?? '';
}

/**
 * PUBLISH of 76 bytes: 1 + 1 (fixed header), 2 + 5 (topic `cap/d`), 2 (Packet Identifier), 1 (no properties), 64 (payload).
 * The proxy's bucket holds a hundredth of a second, so that next to nothing but its rate counts. Above
 * capacity messages queue up, the more the longer it lasts: a bound on the third quartile is missed for an overload of
 * 10ms / (0.75 · 500ms) = 2.7 %, and a machine that stumbles for a sixth of the time does no harm.
 */
export const PUBLISH_BYTES = 76;
export const RATE_SCENARIO = `
name: known
protocol: '5.0'
vars: { rate: 100, hold: 500ms }
clients:
  subscriber: { count: 1 }
  publisher: { count: 1 }
steps:
  - connect: subscriber
  - subscribe: { clients: subscriber, filter: 'cap/#', qos: 1 }
  - connect: publisher
  - publish: { clients: publisher, topic: cap/d, qos: 1, payload: 64B, rate: '\${rate}/s', for: '\${hold}' }
  - drain: 10s
  - disconnect: all
thresholds:
  - messages.lost == 0
  - e2e.latency.p75 < 10ms
`;

/** Fails as soon as one client is not let in. */
export const CLIENTS_SCENARIO = `
name: clients
protocol: ['3.1.1', '5.0']
vars: { clients: 4 }
clients:
  device: { count: '\${clients}' }
steps:
  - connect: device
  - publish: { clients: device, topic: 'cap/\${index}', qos: 1, payload: 32B, window: 1, count: 2 }
  - disconnect: all
thresholds:
  - connect.failed == 0
`;

/** A run whose generator is well, whatever else this machine has to do. */
export async function asIfCalm(options: ExecuteOptions): Promise<Results> {
  const results = await executeScenario(options);
  return { ...results, runs: results.runs.map(calm) };
}

function calm(run: RunResult): RunResult {
  const health = { verdict: 'pass', items: [] } as const;
  const isOwn = run.health.verdict !== 'pass' && run.verdict === 'inconclusive';
  return { ...run, health, ...(isOwn && { verdict: 'pass', verdictReasons: [] }) };
}

export interface Told {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  readonly report: CapacityReport;
}

/** Runs the command in this process; what it prints is the report as JSON unless asked for otherwise. `execute` runs one trial. */
export async function searched(
  text: string,
  url: string | undefined,
  change: Partial<CapacityArguments> = {},
  onErr: (line: string, abort: AbortController) => void = () => undefined,
  execute: ExecuteScenario = asIfCalm,
): Promise<Told> {
  const abort = new AbortController();
  let [out, err] = ['', ''];
  const io = {
    out: (more: string) => void (out += more),
    err: (more: string) => {
      err += more;
      onErr(more, abort);
    },
    ...{ env: {}, outIsTty: false, errIsTty: false, columns: 100, signal: abort.signal },
  };
  const given: CapacityArguments = {
    ...{
      scenario: scenarioFile(text),
      search: 'rate',
      precision: '3%',
      repeats: '1',
      for: '60s',
      pause: '0',
    },
    ...{
      seed: '7',
      json: true,
      report: false,
      out: '',
      color: false,
      quiet: false,
      insecure: false,
      targetSys: false,
    },
    ...(url === undefined ? {} : { target: [url] }),
    ...change,
  };
  const code = await capacity(given, { io, argv: ['capacity'], exit: () => undefined }, execute);
  const report = (given.json ? JSON.parse(out) : {}) as CapacityReport;
  return { code, out, err, report };
}
