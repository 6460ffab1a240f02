import { WireClient } from '../../client/wire-client.ts';
import { COUNTER } from '../../metrics/counters.ts';
import type { TakeoverStep } from '../../plan/types.ts';
import { ownPart } from '../own-part.ts';
import { forEachPaced } from '../paced-pool.ts';
import { Problems } from '../problems.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';
import { delay } from '../wait.ts';
import { connectOnce } from '../connect-retry.ts';
import { expectSessionPresent } from './connect.ts';

const POLL_MS = 10;

/**
 * Each member connects a second time with its Client Identifier and leaves its first connection alone: closing that is the
 * broker's business. What it has not closed in time is closed at last, and told as our own doing: the checkers judge it.
 */
export async function runTakeover(step: TakeoverStep, context: SegmentContext): Promise<StepReport> {
  const problems = new Problems();
  const open = new OpenConnections(step.withinUs, problems);
  const { own, pool } = ownPart(step, context);
  const connecting = forEachPaced(own, pool, async (index) => {
    const client = context.client(index);
    if (!(client instanceof WireClient) || !client.connected)
      problems.add('a client had no connection that could be taken over');
    else if (await takeOver(client, step, context, problems)) open.add(client, context.clock.nowUs());
  });
  await open.watch(connecting, context);
  return problems.report(problems.total > 0);
}

/** Whether the broker accepted the second connection. */
async function takeOver(
  old: WireClient,
  step: TakeoverStep,
  context: SegmentContext,
  problems: Problems,
): Promise<boolean> {
  const client = old.succeed();
  const result = await connectOnce(client, context, step.cleanStart);
  context.metrics.count(result.kind === 'accepted' ? COUNTER.connectOk : COUNTER.connectFailed);
  if (result.kind !== 'accepted') {
    old.reinstate();
    problems.add(`a second connection was not accepted: ${result.detail}`);
    return false;
  }
  context.replace(old, client);
  expectSessionPresent(step, result, context);
  return true;
}

interface OpenConnection {
  readonly client: WireClient;
  readonly deadlineUs: number;
  /** Its time was up at the last look. The sockets get one more turn, in case it was us who stood still. */
  overdue: boolean;
}

/** First connections that the broker has to close. */
class OpenConnections {
  readonly #withinUs: number;
  readonly #problems: Problems;
  readonly #open = new Set<OpenConnection>();

  constructor(withinUs: number, problems: Problems) {
    this.#withinUs = withinUs;
    this.#problems = problems;
  }

  add(client: WireClient, nowUs: number): void {
    this.#open.add({ client, deadlineUs: nowUs + this.#withinUs, overdue: false });
  }

  /** Until `connecting` has ended, and every connection. */
  async watch(connecting: Promise<void>, { clock, signal }: SegmentContext): Promise<void> {
    let more = true;
    const ended = connecting.finally(() => (more = false));
    const look = async (): Promise<void> => {
      while ((more || this.#open.size > 0) && !signal.aborted) {
        await delay(POLL_MS, signal);
        await this.#look(clock.nowUs());
      }
    };
    await Promise.all([ended, look()]);
  }

  async #look(nowUs: number): Promise<void> {
    for (const entry of this.#open) {
      const { client, deadlineUs, overdue } = entry;
      entry.overdue = nowUs > deadlineUs;
      if (client.isOver || overdue) this.#open.delete(entry);
      if (client.isOver || !overdue) continue;
      this.#problems.add('the broker left the first connection open');
      await client.drop('fin');
    }
  }
}
