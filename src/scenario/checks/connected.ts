import type { Reader } from '../reader.ts';
import type { Group, MembersSpec, Step } from '../types.ts';
import { groupsOf } from './walk.ts';

/** The largest share of each group that has been connected so far. Equal shares are the same clients. */
type Connected = Map<string, number>;

/** Clients must be connected before they do anything else. */
export function checkConnected(groups: readonly Group[], steps: readonly Step[], reader: Reader): void {
  walk(steps, new Map(), { groups, reader });
}

interface Context {
  readonly groups: readonly Group[];
  readonly reader: Reader;
}

/** What steps in the background have connected counts where the list waits for them. */
function walk(steps: readonly Step[], connected: Connected, context: Context): void {
  const behind: Connected[] = [];
  for (const step of steps) {
    if (step.kind === 'drain') join(connected, behind.splice(0));
    if (step.kind === 'background') {
      const own = new Map(connected);
      walk(step.spec.steps, own, context);
      behind.push(own);
    } else visit(step, connected, context);
  }
  join(connected, behind);
}

function join(connected: Connected, others: readonly Connected[]): void {
  for (const other of others)
    for (const [name, share] of other) connected.set(name, Math.max(connected.get(name) ?? 0, share));
}

function visit(step: Exclude<Step, { kind: 'background' }>, connected: Connected, context: Context): void {
  switch (step.kind) {
    case 'wait':
    case 'drain':
    case 'fault':
    case 'restart-broker':
      return;
    case 'probe-access':
      // It tries with connections of its own: those of its clients end before it begins.
      for (const { name } of groupsOf(step.spec, context.groups)) connected.delete(name);
      return;
    case 'repeat':
      walk(step.spec.steps, connected, context);
      return;
    case 'parallel':
      visitBranches(step.spec.branches, connected, context);
      return;
    case 'connect':
      for (const { name } of groupsOf(step.spec, context.groups))
        connected.set(name, Math.max(connected.get(name) ?? 0, step.spec.share ?? 1));
      return;
    default:
      // `disconnect: all` means whoever is there.
      if (step.kind !== 'disconnect' || step.spec.clients !== 'all')
        needConnected(step.kind, step.spec, connected, context);
      if (step.kind === 'request')
        needConnected(step.kind, { clients: step.spec.responders }, connected, context, {
          of: step.spec,
          key: 'responders',
        });
  }
}

/** Branches begin alike and do not wait for each other; afterwards all of them have happened. */
function visitBranches(branches: readonly (readonly Step[])[], connected: Connected, context: Context): void {
  const own = branches.map((branch) => {
    const begins = new Map(connected);
    walk(branch, begins, context);
    return begins;
  });
  join(connected, own);
}

/** Where the groups stand in the file. */
interface Place {
  readonly of: object;
  readonly key: string;
}

function needConnected(
  kind: string,
  spec: MembersSpec,
  connected: Connected,
  context: Context,
  { of, key }: Place = { of: spec, key: 'clients' },
): void {
  const { reader, groups } = context;
  const needed = spec.share ?? 1;
  const missing = groupsOf(spec, groups).find(({ name }) => (connected.get(name) ?? 0) < needed);
  if (missing === undefined) return;
  const share = connected.get(missing.name) ?? 0;
  const how = share === 0 ? 'is not connected by then' : `is connected by then only to ${share * 100}%`;
  const hint =
    share === 0
      ? `put \`- connect: ${missing.name}\` before this step`
      : `connect more of it, or say \`share: ${share * 100}%\` here`;
  reader.report(
    'never-connected',
    reader.spanOf(of, key),
    `\`${kind}\` needs \`${missing.name}\`, which ${how}`,
    hint,
  );
}
