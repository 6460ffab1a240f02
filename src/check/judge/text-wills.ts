/**
 * Wills without a stamp, which 3.1.1 knows no place for beside a text. Those that look alike are counted together: so many
 * must come to a session, so many may.
 */
import type { Steps } from '../../base/steps.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import { matchesFilter } from '../../protocol/topics.ts';
import type { SessionState } from '../ledger/session-state.ts';
import type { TextWillArrivals } from '../ledger/text-will-ledger.ts';
import type { WillEntry } from '../ledger/will-fate.ts';
import { WILL_GRACE_US, windowOf, type CoverWindow } from './cover.ts';
import { groupBy } from './group-by.ts';
import type { RunView } from './run-view.ts';

export interface TextWillCount {
  readonly client: number;
  readonly version: ProtocolVersion;
  readonly topic: string;
  readonly came: number;
  /** At least so many had to come by the end of a drain. */
  readonly must: number;
  readonly may: number;
  /** Of those that came, how many did so before a connection can have left them. */
  readonly early: number;
  readonly withdrawn: number;
}

interface Kind {
  readonly flow: number;
  readonly topic: string;
  readonly entries: readonly WillEntry[];
  readonly withdrawn: number;
}

/** `awaitedUntilUs`: what comes due before counts as if a drain had proved it. `undefined` is a step between two of them. */
export function* textWills(
  run: RunView,
  awaitedUntilUs?: number,
): Generator<TextWillCount | undefined, void, undefined> {
  const kinds = yield* kindsOf(run);
  if (kinds.length === 0) return;
  for (const part of run.parts) {
    const arrivals = new Map(part.textWills.map((one) => [`${one.session} ${one.flow}`, one]));
    for (const session of part.sessions.sessions) {
      const watched = watchedBy(session, run);
      if (watched.length === 0) continue;
      for (const kind of kinds) {
        const came = arrivals.get(`${session.id} ${kind.flow}`);
        yield countFor(session, kind, { run, watched, came, awaitedUntilUs });
      }
    }
  }
}

/** Leaves out what is published to the same topics without a stamp: it may look like a Will. */
function* kindsOf(run: RunView): Steps<Kind[]> {
  const { catalog } = run.context;
  const { firstWillFlow = Infinity, flowCount } = catalog;
  if (catalog.textWillOf === undefined || firstWillFlow >= flowCount) return [];
  const others = new Set<string>();
  for (let flow = 0; flow < firstWillFlow; flow += 1) {
    yield;
    if (catalog.isStamped?.(flow) === false && catalog.isClearing?.(flow) !== true)
      others.add(catalog.topicOf(flow));
  }
  const flows = [];
  for (let flow = firstWillFlow; flow < flowCount; flow += 1) {
    yield;
    if (catalog.isStamped?.(flow) === false && !others.has(catalog.topicOf(flow))) flows.push(flow);
  }
  return [...groupBy(flows, (flow) => catalog.textWillOf?.(flow) ?? flow)].map(([flow, alike]) => ({
    flow,
    topic: catalog.topicOf(flow),
    entries: alike.flatMap((one) => [...run.wills.entries(one)]).filter(mayCome),
    withdrawn: alike.reduce((sum, one) => sum + run.wills.withdrawn(one), 0),
  }));
}

function mayCome({ fate }: WillEntry): boolean {
  return fate === 'due' || fate === 'possible';
}

interface Watched {
  readonly filter: string;
  readonly window: CoverWindow;
  /** All that it brings comes at QoS 1 or 2, unless published at QoS 0. */
  readonly firm: boolean;
  readonly keepsRetain: boolean;
}

/** Subscriptions of a session of which all is known. */
function watchedBy(session: SessionState, run: RunView): Watched[] {
  if (session.inherited) return [];
  return session.subscriptions.flatMap((one) => {
    const window = windowOf(session, one, run.drains, run.context.subscriptionSettleUs ?? 0);
    if (window === undefined) return [];
    const firm = one.grants.every((grant) => (grant.code ?? 0) > 0);
    const keepsRetain = one.grants.some((grant) => grant.retainAsPublished);
    return [{ filter: one.filter, window, firm, keepsRetain }];
  });
}

interface Surroundings {
  readonly run: RunView;
  readonly watched: readonly Watched[];
  readonly came: TextWillArrivals | undefined;
  readonly awaitedUntilUs: number | undefined;
}

function countFor(session: SessionState, kind: Kind, around: Surroundings): TextWillCount | undefined {
  const { run, watched, came, awaitedUntilUs } = around;
  const matching = watched.filter(({ filter }) => matchesFilter(filter, kind.topic));
  if (matching.length === 0 || matching.some(({ keepsRetain }) => keepsRetain)) return undefined;
  const { catalog } = run.context;
  const mayBeLost =
    catalog.qosOf(kind.flow) === 0 || catalog.messageExpirySecondsOf?.(kind.flow) !== undefined;
  const must = matching
    .filter(({ firm }) => firm && !mayBeLost)
    .map(({ window }) => kind.entries.filter((entry) => isOwed(entry, window, awaitedUntilUs)).length);
  return {
    client: session.client,
    version: session.version,
    topic: kind.topic,
    came: came?.live ?? 0,
    must: Math.max(0, ...must),
    may: kind.entries.length * matching.length,
    early: matching.length === 1 ? earlyOnes(kind.entries, came?.timesUs ?? []) : 0,
    withdrawn: kind.withdrawn,
  };
}

function isOwed(
  { fate, earliestUs, dueUs }: WillEntry,
  { mustFromUs, mustUntilUs, drain }: CoverWindow,
  awaitedUntilUs: number | undefined,
): boolean {
  if (fate !== 'due' || earliestUs <= mustFromUs || dueUs >= mustUntilUs) return false;
  if (awaitedUntilUs !== undefined) return dueUs < awaitedUntilUs && mustUntilUs === Infinity;
  return (
    drain !== undefined && dueUs < drain.tUs - Math.min(WILL_GRACE_US, (drain.tUs - drain.startedUs) / 2)
  );
}

/** The n-th that came needs n connections that had ended. */
function earlyOnes(entries: readonly WillEntry[], timesUs: readonly number[]): number {
  const ends = entries.map(({ earliestUs }) => earliestUs).sort((a, b) => a - b);
  return timesUs.filter((tUs, at) => tUs + WILL_GRACE_US < (ends[at] ?? -Infinity)).length;
}
