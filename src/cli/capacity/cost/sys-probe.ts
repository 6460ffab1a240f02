import { monotonicClock } from '../../../base/clock.ts';
import { BenchError } from '../../../base/errors.ts';
import { ProbeClient } from '../../../client/probe-client.ts';
import { ConnectSpecs } from '../../../run/connect-specs.ts';
import { Tokens } from '../../../run/tokens.ts';
import { planOf } from '../../run/execute.ts';
import type { Job } from '../../run/prepare.ts';
import type { CostProbe } from './cost-probe.ts';

/** Mosquitto's own figure, by its names of today and of long ago; only builds with memory tracking have it. */
const HEAP = ['$SYS/broker/heap/current', '$SYS/broker/heap/current size'];
const ANSWER_MS = 10_000;
const KEEP_ALIVE_S = 600;
const DIGITS_MAX = 20;

/** Listens to the broker's `$SYS` topics with the credentials of the scenario's first client. Rejects where that cannot be. */
export async function sysProbe(job: Job): Promise<CostProbe> {
  const clock = monotonicClock();
  const plan = planOf(job.versions.includes(5) ? 5 : 4, job, 0);
  if (plan.target === undefined)
    throw new BenchError('usage', 'bad-option', '--target-sys needs a --target', {
      hint: 'the embedded broker publishes none',
    });
  const tokens = new Tokens({ plan, clock, wallOffsetUs: Date.now() * 1_000 - clock.nowUs() });
  const { address, version, username, password, timeoutUs } = new ConnectSpecs(
    plan,
    plan.target.urls,
    tokens,
  ).of(0);
  let heapBytes: number | undefined;
  const probe = new ProbeClient({
    ...{ clock, client: 0, connection: 0, timeoutMs: () => ANSWER_MS },
    onMessage: ({ topic, payload }) => {
      if (HEAP.includes(topic) && payload.length <= DIGITS_MAX)
        heapBytes = Number(Buffer.from(payload).toString());
    },
  });
  const clientId = `mqtt-bench-sys-${plan.seed}`;
  const result = await probe.connect({
    ...{ address, version, clientId, username, password, timeoutUs },
    ...{ cleanStart: true, keepAliveSeconds: KEEP_ALIVE_S },
  });
  if (result.kind !== 'accepted')
    throw new BenchError('unreachable', 'no-sys', `cannot read $SYS topics: ${result.detail}`);
  const answers = await Promise.all(HEAP.map((topic) => probe.subscribe(topic, 0)));
  if (answers.every(({ kind }) => kind !== 'accepted'))
    throw new BenchError('usage', 'no-sys', 'the broker does not let its $SYS topics be read');
  return {
    source: '$SYS',
    read: async () => {
      await probe.ping();
      return heapBytes !== undefined && Number.isFinite(heapBytes) ? { memoryBytes: heapBytes } : {};
    },
    notes: () => [
      'the target’s memory is $SYS/broker/heap/current, as old as the broker’s sys_interval lets it be; $SYS topics tell no CPU time',
    ],
    close: () => probe.disconnect(),
  };
}
