import type { CapacityAnswer, CapacityPoint, CapacitySearch, NeedResult } from '../results/capacity.ts';
import type { Verdict } from '../results/model.ts';
import { count, rate } from './words.ts';

export interface VerdictInput {
  readonly answer: CapacityAnswer;
  readonly points: readonly CapacityPoint[];
  readonly ended: CapacitySearch['ended'];
  readonly need?: NeedResult;
}

interface Part {
  readonly verdict: 'fail' | 'inconclusive';
  readonly reason: string;
}

/**
 * A pass answers the question that was asked: the need where one was stated, else where the knee is. A promise that was
 * broken under whatever load is a failure beside any answer.
 */
export function explainedVerdict(input: VerdictInput): { verdict: Verdict; reasons: readonly string[] } {
  const parts = [
    ...broken(input),
    ...ended(input),
    ...(input.need === undefined ? knee(input) : needed(input.need)),
  ];
  const verdict = parts.some((part) => part.verdict === 'fail') ? 'fail' : 'inconclusive';
  return { verdict: parts.length === 0 ? 'pass' : verdict, reasons: parts.map(({ reason }) => reason) };
}

function broken({ points }: VerdictInput): Part[] {
  return points
    .filter(({ verdict }) => verdict === 'broken')
    .map(({ load, trials }) => {
      const why = trials.find(({ verdict }) => verdict === 'broken')?.reasons[0] ?? '';
      return { verdict: 'fail', reason: `at ${count(load)}: ${why}` };
    });
}

function ended({ ended: how }: VerdictInput): Part[] {
  switch (how) {
    case 'complete':
      return [];
    case 'interrupted':
      return [{ verdict: 'inconclusive', reason: 'interrupted; what follows is what was known by then' }];
    case 'budget':
      return [{ verdict: 'inconclusive', reason: 'the time for the search was used up' }];
    case 'target-gone':
      return [{ verdict: 'inconclusive', reason: 'the target was out of reach before the search had ended' }];
  }
}

function knee({ answer, ended: how }: VerdictInput): Part[] {
  const { kind, limit, isSettled } = answer;
  if (kind === 'knee') {
    if (isSettled || how !== 'complete') return [];
    return [{ verdict: 'inconclusive', reason: 'the edge could not be found as closely as was asked for' }];
  }
  if (kind === 'at-most') return [{ verdict: 'fail', reason: 'not even the lowest load held' }];
  if (kind === 'none') {
    const why =
      limit === 'generator' ? ': the load generator was the bottleneck, or the machine too busy' : '';
    return [{ verdict: 'inconclusive', reason: `no load was measured conclusively${why}` }];
  }
  const reason =
    limit === 'generator'
      ? 'the load generator was the limit, not the target: use more threads or machines'
      : 'no load failed up to the highest one that was tried';
  return [{ verdict: 'inconclusive', reason }];
}

function needed({ verdict, messagesPerSecond, available, sentences }: NeedResult): Part[] {
  const known = available === undefined ? 'nothing that was tried' : rate(available);
  const figures = `${rate(messagesPerSecond)} are needed, ${known} was carried`;
  switch (verdict) {
    case 'met':
      return [];
    case 'not-met':
      return [{ verdict: 'fail', reason: `the need is not met: ${figures}` }];
    case 'unknown':
      return [{ verdict: 'inconclusive', reason: `the need is not proved: ${figures}` }];
    case 'met-in-part':
      return [{ verdict: 'inconclusive', reason: `the need is proved in part: ${sentences.at(-1) ?? ''}` }];
  }
}
