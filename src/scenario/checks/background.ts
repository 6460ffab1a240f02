import { backgrounds, type Background } from '../background.ts';
import type { Reader } from '../reader.ts';
import type { Group, Step } from '../types.ts';
import { allSteps, groupsOf } from './walk.ts';

/** What runs in the background needs its clients until it ends. */
export function checkBackground(groups: readonly Group[], steps: readonly Step[], reader: Reader): void {
  for (const background of backgrounds(steps)) checkGoodbyes(background, groups, reader);
}

/** A client that says goodbye has no more to send; one that drops may come back. */
function checkGoodbyes({ inside, beside }: Background, groups: readonly Group[], reader: Reader): void {
  const busy = new Set(allSteps(inside).flatMap((step) => actors(step, groups)));
  for (const { kind, spec } of allSteps(beside)) {
    if (kind !== 'disconnect') continue;
    const leaving = groupsOf(spec, groups).find(({ name }) => busy.has(name));
    if (leaving === undefined) continue;
    reader.report(
      'conflicting-keys',
      reader.spanOf(spec),
      `\`${leaving.name}\` is still busy in the background`,
      'put a `drain` before: it waits for what runs in the background',
    );
  }
}

function actors({ kind, spec }: Step, groups: readonly Group[]): string[] {
  if (kind !== 'publish' && kind !== 'request') return [];
  return groupsOf(spec, groups).map(({ name }) => name);
}
