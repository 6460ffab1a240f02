/** What a group is owed of a flow, and what became of it. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { DrainEnded } from '../../history/observer.ts';
import { mustCover } from './cover.ts';
import { expired, stillArriving, tooLarge } from './due.ts';
import type { RunView } from './run-view.ts';
import { anyOf, common, EMPTY, unionAndRepeats, without } from './sets.ts';
import type { GroupFlow, Share } from './shared-group.ts';

export interface GroupMissing {
  /** Messages that some member must have got by the end of a drain, whether or not it thought that all had arrived. */
  readonly owed: IntervalSet;
  /** Nobody got them, and nothing excuses it. */
  readonly lost: IntervalSet;
  /** Nobody got them, and the drain ended too early, or while messages were still coming in. */
  readonly unsure: IntervalSet;
  /** Nobody got them, and rightly so, or a member that may have been chosen for them is gone. */
  readonly excused: IntervalSet;
  readonly excuse: string;
}

const NOTHING: GroupMissing = { owed: EMPTY, lost: EMPTY, unsure: EMPTY, excused: EMPTY, excuse: '' };

/**
 * The group as a whole is owed each acknowledged message that some member was there for. Which member the broker chooses is
 * its own business, so a message is only missing for certain if every member that it may have chosen had the time to get it:
 * one that left, is away, or takes QoS 0 only may have taken it along.
 */
export function groupMissing(group: GroupFlow, run: RunView): GroupMissing {
  const { flow, shares } = group;
  if (flow.qos === 0 || flow.isWill) return NOTHING;
  const covered = anyOf(shares.flatMap((share) => share.covers.map((each) => mustOf(share, each))));
  if (covered.size === 0) return NOTHING;
  const owed = without(
    covered,
    taken(shares, run, ({ drain }) => drain),
  );
  const owedEarly = without(
    covered,
    taken(shares, run, ({ drain, earlyDrain }) => latest(drain, earlyDrain)),
  );
  const { all } = unionAndRepeats(shares.map(({ pair }) => pair.received));
  const absent = without(covered, all);
  const waitedFor = anyOf([owed, owedEarly]);
  if (absent.size === 0) return { ...NOTHING, owed: waitedFor };
  const { seqs: old, excuse } = oldOf(shares, run, absent);
  const given = without(common(absent, owed), old);
  const early = without(without(common(absent, owedEarly), given), old);
  const arriving = shares.some(({ pair }) => stillArriving(pair));
  const excused = without(without(absent, given), early);
  return {
    owed: waitedFor,
    lost: arriving ? EMPTY : given,
    unsure: arriving ? anyOf([given, early]) : early,
    excused,
    excuse: old.size > 0 ? excuse : GONE,
  };
}

const GONE =
  'A member that may have been chosen for them had left, was away, takes QoS 0, or no drain waited for it.';

function mustOf({ pair }: Share, { window }: Share['covers'][number]): IntervalSet {
  return mustCover(pair.flow, pair.session.state, window);
}

/** Messages that a member may have been chosen for which need not have got them by the end of a drain. */
function taken(
  shares: readonly Share[],
  run: RunView,
  drainOf: (window: Share['covers'][number]['window']) => DrainEnded | undefined,
): IntervalSet {
  return anyOf(
    shares.flatMap(({ pair, covers }) =>
      covers.map(({ window, effective, may }) => {
        const drain = drainOf(window);
        const bringsAll = drain !== undefined && (effective[0] ?? 0) > 0 && tooLarge(pair, run) === undefined;
        return bringsAll ? without(may, pair.flow.completedBefore(drain.startedUs)) : may;
      }),
    ),
  );
}

function latest(one: DrainEnded | undefined, other: DrainEnded | undefined): DrainEnded | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.startedUs > other.startedUs ? one : other;
}

function oldOf(
  shares: readonly Share[],
  run: RunView,
  absent: IntervalSet,
): { readonly seqs: IntervalSet; readonly excuse: string } {
  const [first] = shares;
  return first === undefined ? { seqs: EMPTY, excuse: '' } : expired(first.pair, run, absent);
}
