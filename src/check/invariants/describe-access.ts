/** The parts of a finding about an attempt that are told the same way everywhere. */
import type { AccessPath, AccessProbed } from '../../history/observer.ts';
import { hexCode } from '../../protocol/reason-codes.ts';
import { groupBy } from '../judge/group-by.ts';
import type { RunView } from '../judge/run-view.ts';
import type { FindingDraft } from '../judge/tally.ts';
import type { AccessOutcome } from '../ledger/access-ledger.ts';

/** Completes "A client received what it may not read …". */
export const WAYS: Readonly<Record<AccessPath, string>> = {
  direct: 'by subscribing to the topic itself',
  hash: 'by subscribing to #',
  plus: 'by subscribing with + in place of levels',
  shared: 'through a Shared Subscription',
  retained: 'as a Retained Message',
  queued: 'from the queue that was kept while it was away',
  revoked: 'from the queue, after the right to it had been withdrawn',
  takeover: 'by connecting with the Client Identifier of another client',
  names: 'with a wildcard for a name',
  sys: 'below $SYS',
  publish: 'by publishing to the topic itself',
  'publish-retained': 'by publishing with RETAIN',
  will: 'by a Will Message',
  'topic-alias': 'by a Topic Alias',
  unclaimed: 'on a topic that no rule allows to anybody',
  anonymous: 'without user name and password',
};

/** Every attempt of the run, from all threads. */
export function attemptsOf(run: RunView): readonly AccessOutcome[] {
  return run.parts.flatMap(({ access }) => access.outcomes);
}

/** Attempts that make one finding: who, what and whose are the same, the ways differ. */
export interface AttemptGroup {
  readonly first: AccessProbed;
  readonly samples: readonly AccessProbed[];
  readonly count: number;
}

export function groupsOf(
  outcomes: readonly AccessOutcome[],
  keyOf: (event: AccessProbed) => readonly unknown[],
): readonly AttemptGroup[] {
  const groups = groupBy(outcomes, ({ sample }) => JSON.stringify(keyOf(sample)));
  return [...groups.values()].flatMap((found) => {
    const [first] = found;
    if (first === undefined) return [];
    const count = found.reduce((sum, outcome) => sum + outcome.count, 0);
    return [{ first: first.sample, samples: found.map(({ sample }) => sample), count }];
  });
}

export function subjectOf({ principal, action, topicClass, relation }: AccessProbed): readonly unknown[] {
  return [principal, action, topicClass, relation];
}

/** `by subscribing to #, as a Retained Message`. */
export function waysOf({ samples }: AttemptGroup): string {
  return [...new Set(samples.map(({ path }) => WAYS[path]))].join(', ');
}

const WITNESS_SHOWN = 5;

/** What was seen of all of them, the first few. */
export function seenIn({ samples }: AttemptGroup, tell: (event: AccessProbed) => string): string {
  const told = [...new Set(samples.map(tell))];
  const more = told.length > WITNESS_SHOWN ? `; and ${told.length - WITNESS_SHOWN} more` : '';
  return told.slice(0, WITNESS_SHOWN).join('; ') + more;
}

export function aboutAttempt(
  { client, topic, topicClass, tUs, witness, note, qos }: AccessProbed,
  run: RunView,
): Pick<FindingDraft, 'client' | 'topic' | 'qos' | 'atUs' | 'witness' | 'explanation'> {
  const explanation = [`policy: ${topicClass}`, ...(note === '' ? [] : [note])].join('; ');
  return {
    client: run.clientName(client),
    topic,
    qos,
    atUs: tUs - run.context.startedUs,
    witness,
    explanation,
  };
}

/** How the broker answered, in words. */
export function answerText({ answer, reasonCode, action }: AccessProbed): string {
  const code = reasonCode === undefined ? '' : ` (${hexCode(reasonCode)})`;
  switch (answer) {
    case 'refused':
      return `the broker refused it${code}`;
    case 'closed':
      return 'the broker ended the connection';
    case 'accepted':
      return action === 'publish' ? `the broker acknowledged it${code}` : `the broker granted it${code}`;
    case 'unanswered':
      return 'there is no answer to it';
    case 'hung':
      return 'the broker did not answer, and answered PINGREQ';
    case 'lost':
      return 'the connection was lost';
    case 'skipped':
      return 'it was not tried';
  }
}
