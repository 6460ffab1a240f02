/** The profile of a target: what it declares of itself beyond MQTT, and how it can be restarted. One YAML file a target. */
import { checked, mapped, type Kind } from './kinds/kind.ts';
import { list, object, type ObjectKind } from './kinds/collections.ts';
import { duration } from './kinds/quantities.ts';
import { oneOf, text, wrongType } from './kinds/scalars.ts';
import type { Problem } from './problem.ts';
import { Reader } from './reader.ts';
import { readYaml } from './read-yaml.ts';
import type { Durability } from './types.ts';

/** A program and its arguments; no shell reads them. */
export interface Hook {
  readonly command: readonly string[];
  /** µs; the hook has failed when it takes longer. */
  readonly timeout: number;
}

/** `kill9` kills the broker and starts it again; `pause` and `continue` belong together. */
export interface Hooks {
  readonly restart?: Hook;
  readonly kill9?: Hook;
  readonly pause?: Hook;
  readonly continue?: Hook;
  readonly reload?: Hook;
}

export interface DeclaredProfile {
  readonly name: string;
  readonly description: string;
  /** Absent: nothing is declared, and what is lost around a restart is only told. */
  readonly durability?: Durability;
  readonly hooks?: Hooks;
}

export type ProfileResult =
  | { readonly ok: true; readonly profile: DeclaredProfile }
  /** At least one, in the order of the file. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

const ARGUMENTS_MAX = 100;
const TIMEOUT_US = 30_000_000;

const command = list(text({ lengthMin: 1 }), { max: ARGUMENTS_MAX, what: 'arguments' });

const hook: Kind<Hook> = object<Hook>(
  { what: 'a hook', short: mapped(command, (words) => ({ command: words, timeout: TIMEOUT_US })) },
  {
    command: {
      kind: command,
      description: 'A program and its arguments; no shell reads them.',
      required: true,
    },
    timeout: {
      kind: duration({ min: 1_000 }),
      description: 'How long it may take, until the broker takes connections again.',
      fallback: TIMEOUT_US,
    },
  },
);

const hooks: Kind<Hooks> = checked(
  object<Hooks>(
    { what: '`hooks`' },
    {
      restart: { kind: hook, description: 'Ends the broker in good order and starts it again.' },
      kill9: { kind: hook, description: 'Kills the broker without a warning and starts it again.' },
      pause: { kind: hook, description: 'Holds the broker, as SIGSTOP does.' },
      continue: { kind: hook, description: 'Lets it go on.' },
      reload: { kind: hook, description: 'Has it read its configuration anew.' },
    },
  ),
  (value, _node, reader) => {
    if ((value.pause === undefined) === (value.continue === undefined)) return true;
    const there = value.pause === undefined ? 'continue' : 'pause';
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(value, there),
      '`pause` and `continue` belong together',
    );
    return false;
  },
);

const profileKind: ObjectKind<DeclaredProfile> = object<DeclaredProfile>(
  { what: 'a profile' },
  {
    name: {
      kind: text({ lengthMin: 1, lengthMax: 100 }),
      description: 'What people call the target.',
      required: true,
    },
    description: { kind: text({ lengthMax: 10_000 }), description: 'What it is a profile of.', fallback: '' },
    durability: {
      kind: oneOf('none', 'restart', 'kill9'),
      description:
        'What the target keeps of sessions, messages and subscriptions when it ends: nothing, all over a restart in good order, or over kill -9 too.',
    },
    hooks: { kind: hooks, description: 'How it is restarted: programs that run where mqtt-bench runs.' },
  },
);

/** Reads a profile. `env` is what `${env.NAME}` reads. Never throws for anything that is in the text. */
export function readProfile(
  content: string,
  file: string,
  env: Readonly<Record<string, string | undefined>> = {},
): ProfileResult {
  const reader = new Reader(file, content, env);
  const tree = readYaml(content, (...problem) => reader.report(...problem));
  if (tree !== undefined && tree.kind !== 'map') wrongType(tree, 'a map with the keys of a profile', reader);
  const profile = tree?.kind === 'map' ? profileKind.read(tree, reader) : undefined;
  const { problems } = reader;
  if (profile === undefined || problems.length > 0) return { ok: false, problems };
  return { ok: true, profile };
}
