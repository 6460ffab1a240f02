/** Command lines for people: what may be a secret is left out, the rest can be pasted into a shell. */
import { redactUrl } from '../transport/parse-address.ts';

const HIDDEN = '***';
const SECRET_OPTIONS = ['--password'];
const SECRET_NAME = /pass(?:word|phrase)?|secret|token|credential|api-?_?key|jwt/iu;

/** `mqtt-bench run … --password ***`: the arguments as typed, secrets replaced. */
export function redactedCommand(argv: readonly string[]): string {
  const shown = argv.map((argument, index) => redactArgument(argument, argv[index - 1]));
  return ['mqtt-bench', ...shown.map(quote)].join(' ');
}

function redactArgument(argument: string, previous: string | undefined): string {
  if (previous !== undefined && SECRET_OPTIONS.includes(previous)) return HIDDEN;
  const [, option, value] = /^(--[\w-]+)=(.*)$/su.exec(argument) ?? [];
  if (option !== undefined && value !== undefined) return `${option}=${redactValue(value, option)}`;
  return redactValue(argument, previous);
}

function redactValue(value: string, option: string | undefined): string {
  if (option !== undefined && SECRET_OPTIONS.includes(option)) return HIDDEN;
  if (option === '--var') return redactVar(value);
  return option === '--target' || value.includes('://') ? value.split(',').map(redactUrl).join(',') : value;
}

/** `name=value`, the value replaced where the name sounds like a secret. */
export function redactVar(assignment: string): string {
  const name = assignment.split('=', 1)[0] ?? '';
  if (SECRET_NAME.test(name)) return `${name}=${HIDDEN}`;
  return assignment.includes('://') ? `${name}=${redactUrl(assignment.slice(name.length + 1))}` : assignment;
}

/** As a POSIX shell wants it. */
export function quote(argument: string): string {
  return /^[\w@%+=:,./*-]+$/u.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
