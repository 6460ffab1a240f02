import { BenchError } from '../base/errors.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { commandNames, neededArgument, type CommandUsage } from './known-words.ts';

export interface UsageContext {
  readonly argv: readonly string[];
  readonly commands: readonly CommandUsage[];
  /** Names of options of the command at hand: for suggestions. */
  readonly options: readonly string[];
}

/** What yargs found wrong, as our kind of error: with a suggestion, and without values, which may be secrets. */
export function usageError(message: string, cause: unknown, context: UsageContext): Error {
  if (cause instanceof Error && message === '') return cause;
  const { argv, commands } = context;
  const names = commandNames(commands);
  const name = names.find((each) => each === argv[0]);
  const help = `mqtt-bench ${name === undefined ? '' : `${name} `}--help shows what there is`;
  const needed = name === undefined ? undefined : neededArgument(name, commands);
  if (needed !== undefined && /^Not enough non-option arguments/u.test(message))
    return new BenchError('usage', 'usage', `${name} needs a ${needed}`, { hint: help });
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/u.exec(message)?.[1]?.split(', ')[0];
  if (unknown === undefined) return new BenchError('usage', 'usage', plain(message), { hint: help });
  if (argv[0] === unknown) return unknownCommand(unknown, names);
  return unknownWord(unknown, context, help);
}

/** yargs takes `--no-x` for `--x`, and tells the latter. */
function unknownWord(word: string, { argv, options }: UsageContext, help: string): BenchError {
  const typed = argv.map((argument) => argument.replace(/=.*$/su, ''));
  const option = [word, `no-${word}`].find((name) => typed.includes(`--${name}`));
  if (option === undefined)
    return new BenchError('usage', 'unknown-option', `${word} is one argument too many`, { hint: help });
  const near = didYouMean(option, options)?.replace('`', '`--');
  return new BenchError('usage', 'unknown-option', `there is no option --${option}`, { hint: near ?? help });
}

function unknownCommand(word: string, names: readonly string[]): BenchError {
  const isScenario = /\.ya?ml$/iu.test(word);
  const hint = isScenario
    ? `did you mean \`mqtt-bench run ${word}\`?`
    : (didYouMean(word, names) ?? 'mqtt-bench --help shows what there is');
  return new BenchError('usage', 'unknown-command', `there is no command ${word}`, { hint });
}

/** yargs spreads some messages over lines. */
function plain(message: string): string {
  const sentence = message.replace(/\s+/gu, ' ').trim();
  return sentence === ''
    ? 'this command line cannot be understood'
    : sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
