import { COUNTER } from '../../metrics/counters.ts';
import { reasonName } from '../../protocol/reason-codes.ts';
import { PacketType } from '../../protocol/constants.ts';
import type { ConnectStep, ResumeStep, TakeoverStep } from '../../plan/types.ts';
import type { BenchClient, ConnectResult } from '../../client/types.ts';
import { connectWithRetry } from '../connect-retry.ts';
import { ownPart } from '../own-part.ts';
import { forEachPaced } from '../paced-pool.ts';
import { Problems } from '../problems.ts';
import type { SegmentContext, StepReport } from '../segment-context.ts';

/** Connects the members; a member that is connected already stays as it is. */
export async function runConnect(step: ConnectStep, context: SegmentContext): Promise<StepReport> {
  const problems = new Problems();
  await connectMembers(step, context, async (client) => {
    const result = await connectWithRetry(client, step, context, step.cleanStart);
    countConnect(result, context);
    judgeConnect(result, step.expectReasons, problems);
    if (step.expectReasons.some((code) => code !== 0)) recordExpectation(step, result, context);
  });
  return problems.report(problems.total > 0);
}

/** Connects again with Clean Start 0, so that the session goes on where it was. */
export async function runResume(step: ResumeStep, context: SegmentContext): Promise<StepReport> {
  const problems = new Problems();
  await connectMembers(step, context, async (client) => {
    const result = await connectWithRetry(client, step, context, false);
    countConnect(result, context);
    judgeConnect(result, [0], problems);
    expectSessionPresent(step, result, context);
  });
  return problems.report(problems.total > 0);
}

/** Holds Session Present against what the scenario wants it to be, if it says so. */
export function expectSessionPresent(
  { path, expectSessionPresent: expected }: ResumeStep | TakeoverStep,
  result: ConnectResult,
  context: SegmentContext,
): void {
  if (expected === undefined || result.kind !== 'accepted') return;
  const actual = `Session Present ${result.sessionPresent ? 1 : 0}`;
  const right = result.sessionPresent === expected;
  context.expectations.judge(path, `Session Present is ${expected ? 1 : 0}`, right, () => actual);
}

async function connectMembers(
  step: ConnectStep | ResumeStep,
  context: SegmentContext,
  connect: (client: BenchClient) => Promise<void>,
): Promise<void> {
  const { own, pool } = ownPart(step, context);
  await forEachPaced(own, pool, async (index) => {
    const client = context.client(index);
    await context.reconnector.release(index);
    if (client.connected) return;
    await connect(client);
  });
}

function countConnect(result: ConnectResult, context: SegmentContext): void {
  context.metrics.count(result.kind === 'accepted' ? COUNTER.connectOk : COUNTER.connectFailed);
}

function judgeConnect(result: ConnectResult, expected: readonly number[], problems: Problems): void {
  if (result.kind === 'failed') problems.add(`cannot connect: ${result.detail}`);
  else if (!expected.includes(result.kind === 'accepted' ? 0 : result.reasonCode)) {
    problems.add(
      result.kind === 'refused'
        ? `the broker refused the connection: ${result.detail}`
        : 'the broker accepted a connection that it should refuse',
    );
  }
}

function recordExpectation(step: ConnectStep, result: ConnectResult, context: SegmentContext): void {
  const code = result.kind === 'accepted' ? 0 : result.kind === 'refused' ? result.reasonCode : undefined;
  const text = `CONNACK carries ${step.expectReasons.map((expected) => hex(expected)).join(' or ')}`;
  const right = code !== undefined && step.expectReasons.includes(code);
  context.expectations.judge(step.path, text, right, () =>
    code === undefined
      ? 'no CONNACK'
      : `CONNACK ${hex(code)} ${reasonName(code, PacketType.connack, context.plan.version)}`,
  );
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}
