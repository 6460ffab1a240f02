/** S1: Session Present is true exactly when there is a session to resume. */
import type { ResumeOddity } from '../ledger/session-state.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { FindingStatus } from '../types.ts';
import { forgottenText } from '../judge/forgotten.ts';
import type { Invariant } from './invariant.ts';

export const resume: Invariant = {
  id: 'S1',
  title: 'sessions are resumed',
  unit: 'reconnects',
  promise: 'A session lives on until it expires or is replaced, and Session Present says so.',
  clauses: {
    4: ['311:3.2.2-2', '311:3.1.2-4', '311:3.1.2-6'],
    5: ['5:3.2.2-3', '5:3.1.2-5', '5:3.1.2-23'],
  },
  aboutDelivery: false,
  judgeRun: judgeResumes,
};

function judgeResumes(run: RunView, tally: Tally): void {
  for (const { sessions } of run.parts) {
    tally.exercise(sessions.resumesJudged);
    for (const oddity of sessions.resumeOddities) addOddity(oddity, run, tally);
    if (sessions.resumeOdditiesOmitted > 0) tally.exercise(0);
  }
}

function addOddity(oddity: ResumeOddity, run: RunView, tally: Tally): void {
  const [status, explanation] = statusOf(oddity, run);
  if (status === undefined) return;
  tally.add(status, 1, () => ({
    clauses: clausesOf(oddity),
    summary: SUMMARIES[oddity.kind],
    expected: resume.promise,
    actual: `CONNACK with Session Present ${oddity.kind === 'lost' ? 0 : 1} on connection ${oddity.connection}`,
    ...(explanation === undefined ? {} : { explanation }),
    client: run.clientName(oddity.client),
    atUs: oddity.tUs - run.context.startedUs,
    witness: run.context.witness?.packetsBefore(oddity.client, oddity.tUs, 8) ?? [],
  }));
}

const SUMMARIES: Readonly<Record<ResumeOddity['kind'], string>> = {
  lost: 'The broker had lost a session that should have lived on.',
  revived: 'The broker resumed a session that had ended.',
  outlived: 'The broker kept a session beyond its Session Expiry Interval.',
  'kept-on-clean-start': 'The broker claims to resume a session on Clean Start.',
};

function clausesOf({ kind, version }: ResumeOddity): readonly string[] {
  if (kind === 'outlived') return version === 5 ? ['5:4.1.0-2', '5:3.2.2-3'] : ['311:3.1.2-6'];
  if (kind !== 'kept-on-clean-start') return resume.clauses[version];
  return version === 5 ? ['5:3.2.2-2', '5:3.1.2-4'] : ['311:3.2.2-1', '311:3.1.2-6'];
}

/** MQTT sets no time for discarding a session whose interval has passed; brokers look for them every few seconds. */
const EXPIRY_TOLERANCE_US = 5_000_000;

/** Without a status it is no finding. */
function statusOf(
  oddity: ResumeOddity,
  run: RunView,
): readonly [status: FindingStatus | undefined, explanation: string | undefined] {
  if (oddity.kind === 'kept-on-clean-start') return ['fail', undefined];
  if (oddity.kind === 'outlived') {
    const toleranceUs = run.context.sessionExpiryToleranceUs ?? EXPIRY_TOLERANCE_US;
    if (oddity.overdueUs <= toleranceUs) return [undefined, undefined];
    if (disturbed(oddity, run))
      return [
        'excused',
        'The test itself disturbed broker or network, so the broker may have counted from later.',
      ];
    return ['fail', undefined];
  }
  if (oddity.kind === 'revived') {
    if (disturbed(oddity, run))
      return [
        'excused',
        'The test itself disturbed broker or network: what ended the session may have been lost.',
      ];
    if (oddity.previousHow === 'client-disconnect') return ['fail', undefined];
    return [
      'warning',
      'The old connection had not ended with DISCONNECT, so the broker may have seen it end later.',
    ];
  }
  const forgot = run.disturbed.forgotBetween(oddity.previousConnackUs, oddity.tUs);
  if (forgot !== undefined) return ['excused', forgottenText(forgot, run)];
  if (run.lostConnectionsBetween(oddity.previousConnackUs, oddity.tUs))
    return [
      'inconclusive',
      'Connections were lost meanwhile: the broker may have failed, which MQTT does not rule out.',
    ];
  return ['fail', undefined];
}

function disturbed({ client, previousConnackUs, tUs }: ResumeOddity, run: RunView): boolean {
  return run.disturbed.between(client, previousConnackUs, tUs) !== undefined;
}
