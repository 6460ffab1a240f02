/** The key `hooks` of a target profile: programs that restart a target. */
import { list, object } from '../kinds/collections.ts';
import { checked, mapped, type Kind } from '../kinds/kind.ts';
import { duration } from '../kinds/quantities.ts';
import { text } from '../kinds/scalars.ts';
import type { Hook, Hooks } from '../profile-types.ts';

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

const PAIRS = [
  ['pause', 'continue'],
  ['revoke', 'restore'],
] as const;

export const hooks: Kind<Hooks> = checked(
  object<Hooks>(
    { what: '`hooks`' },
    {
      restart: { kind: hook, description: 'Ends the broker in good order and starts it again.' },
      kill9: { kind: hook, description: 'Kills the broker without a warning and starts it again.' },
      pause: { kind: hook, description: 'Holds the broker, as SIGSTOP does.' },
      continue: { kind: hook, description: 'Lets it go on.' },
      reload: { kind: hook, description: 'Has it read its configuration anew.' },
      revoke: { kind: hook, description: 'Takes all rights from some clients; its environment names them.' },
      restore: { kind: hook, description: 'Gives them back.' },
    },
  ),
  (value, _node, reader) => {
    const alone = PAIRS.find(([one, other]) => (value[one] === undefined) !== (value[other] === undefined));
    if (alone === undefined) return true;
    const [one, other] = alone;
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(value, value[one] === undefined ? other : one),
      `\`${one}\` and \`${other}\` belong together`,
    );
    return false;
  },
);
