/** The part of H3 that is about SUBACK: what is granted is at most what was asked for. */
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { GrantState, SessionState, SubscriptionState } from '../ledger/session-state.ts';

const CLAUSES = { 4: ['311:3.8.4-5'], 5: ['5:3.8.4-7'] } as const;
const WITNESS_PACKETS = 6;
const HIGHEST_QOS = 2;

export function judgeGrants(run: RunView, tally: Tally): void {
  for (const { sessions } of run.parts)
    for (const session of sessions.sessions)
      for (const subscription of session.subscriptions)
        for (const grant of subscription.grants)
          if (isTooHigh(grant)) add({ session, subscription, grant }, run, tally);
}

function isTooHigh({ code, requested }: GrantState): boolean {
  return code !== undefined && code <= HIGHEST_QOS && code > requested;
}

interface TooHigh {
  readonly session: SessionState;
  readonly subscription: SubscriptionState;
  readonly grant: GrantState;
}

function add({ session, subscription, grant }: TooHigh, run: RunView, tally: Tally): void {
  const { client, version } = session;
  tally.exercise(1);
  tally.add('fail', 1, () => ({
    clauses: CLAUSES[version],
    summary: 'A subscription was granted at a higher QoS than was asked for.',
    expected: `QoS ${grant.requested} at most`,
    actual: `SUBACK grants QoS ${grant.code} to "${subscription.filter}"`,
    client: run.clientName(client),
    atUs: grant.subackUs - run.context.startedUs,
    witness: run.context.witness?.packetsBefore(client, grant.subackUs, WITNESS_PACKETS) ?? [],
  }));
}
