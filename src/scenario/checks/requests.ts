/** Steps that ask: what they need to end, and to know what an answer belongs to. */
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { Reader } from '../reader.ts';
import type { Group, RequestSpec, Step } from '../types.ts';
import { allSteps, groupsOf } from './walk.ts';

interface Context {
  readonly groups: readonly Group[];
  readonly steps: readonly Step[];
  readonly protocol: readonly ProtocolVersion[];
}

export function checkRequests({ groups, steps, protocol }: Context, reader: Reader): void {
  for (const step of allSteps(steps)) {
    if (step.kind !== 'request') continue;
    checkPace(step.spec, reader);
    checkStamp(step.spec, reader);
    checkSameVersion(step.spec, { groups, protocol }, reader);
  }
}

function checkPace(spec: RequestSpec, reader: Reader): void {
  if (spec.rate !== undefined && spec.totalRate !== undefined)
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(spec, 'total-rate'),
      '`rate` and `total-rate` exclude each other',
    );
  if (spec.count === undefined && spec.for === undefined && !reader.hasKey(spec, 'count', 'for'))
    reader.report(
      'unbounded-publish',
      reader.startOf(spec),
      '`request` does not say when it ends',
      'add `count: 100` or `for: 20s`',
    );
}

function checkStamp({ payload }: RequestSpec, reader: Reader): void {
  if (payload.stamp !== 'none' && payload.stamp !== 'empty') return;
  reader.report(
    'payload-too-small',
    reader.spanOf(payload),
    'nobody can tell which request such a message is, or what it answers',
    'use `stamp: payload`, or a size of 16B or more',
  );
}

/** Correlation Data goes the whole way, or it does not go at all. */
function checkSameVersion(
  spec: RequestSpec,
  { groups, protocol }: Pick<Context, 'groups' | 'protocol'>,
  reader: Reader,
): void {
  const asking = groupsOf(spec, groups);
  const answering = groupsOf({ clients: spec.responders }, groups);
  const fixed = [...asking, ...answering].filter((group) => group.protocol !== undefined);
  const other = fixed.find((group) => protocol.some((version) => version !== group.protocol));
  const [first] = fixed;
  if (first === undefined || other === undefined) return;
  const all = [...asking, ...answering].every((group) => group.protocol === first.protocol);
  if (all) return;
  reader.report(
    'version-feature',
    reader.spanOf(spec, 'responders'),
    `who asks and who answers must speak one version, and group \`${other.name}\` speaks one of its own`,
    'leave `protocol` out of the groups, or give it to all of them',
  );
}
