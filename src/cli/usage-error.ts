import { BenchError } from '../base/errors.ts';
import { didYouMean } from '../scenario/nearest.ts';

const COMMANDS = ['run', 'validate', 'doctor', 'broker', 'conformance', 'shrink', 'report', 'compare'];
const OPTIONS = [
  ...[
    'protocol',
    'var',
    'seed',
    'threads',
    'dry-run',
    'target',
    'username',
    'password',
    'ca',
    'cert',
    'key',
    'insecure',
    'json',
    'print',
  ],
  ...['out', 'no-report', 'no-color', 'quiet', 'host', 'port', 'tls-port', 'ws-port', 'tls-cert', 'tls-key'],
  ...[
    'case',
    'section',
    'level',
    'feature',
    'list',
    'repeat',
    'strict',
    'answer',
    'concurrency',
    'verbose',
    'profile',
    'baseline',
  ],
  ...['report-formats', 'format', 'fail-on', 'base', 'new'],
  ...['help', 'version'],
];
const HELP = 'mqtt-bench --help shows what there is';

/** What yargs found wrong, as our kind of error: with a suggestion, and without values, which may be secrets. */
export function usageError(message: string, argv: readonly string[], cause: unknown): Error {
  if (cause instanceof Error && message === '') return cause;
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/u.exec(message)?.[1]?.split(', ')[0];
  if (unknown === undefined) return new BenchError('usage', 'usage', plain(message), { hint: HELP });
  if (argv[0] === unknown) return unknownCommand(unknown);
  const isOption = argv.some((argument) => argument.replace(/=.*$/su, '') === `--${unknown}`);
  const what = isOption ? `there is no option --${unknown}` : `${unknown} is one argument too many`;
  const near = isOption ? didYouMean(unknown, OPTIONS)?.replace('`', '`--') : undefined;
  return new BenchError('usage', 'unknown-option', what, { hint: near ?? HELP });
}

function unknownCommand(word: string): BenchError {
  const isScenario = /\.ya?ml$/iu.test(word);
  const hint = isScenario ? `did you mean \`mqtt-bench run ${word}\`?` : (didYouMean(word, COMMANDS) ?? HELP);
  return new BenchError('usage', 'unknown-command', `there is no command ${word}`, { hint });
}

/** yargs spreads some messages over lines. */
function plain(message: string): string {
  const sentence = message.replace(/\s+/gu, ' ').trim();
  return sentence === ''
    ? 'this command line cannot be understood'
    : sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
