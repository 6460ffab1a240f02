import type { FallbackCompletionFunction } from 'yargs';
import { shippedNames } from './shipped.ts';

/** What scripts of yargs put before the words of the line. */
const REQUEST = '--get-yargs-completions';

/** Commands whose words are scenarios. */
const TAKE_SCENARIOS = ['run', 'validate', 'doctor', 'shrink', 'capacity'];

/** For yargs: names of scenarios and profiles are ours, all else is its own. */
export function completion(argv: readonly string[]): FallbackCompletionFunction {
  return (_current, _parsed, others, done) => {
    const names = completeWords(argv.slice(argv.indexOf(REQUEST) + 1));
    if (names === undefined) others();
    else done(names);
  };
}

/**
 * Words that could stand where the cursor is, or undefined: then commands and options are what yargs knows better. `words` are
 * those of the line from the program on, the last one as far as it is typed.
 */
export function completeWords(words: readonly string[]): string[] | undefined {
  const current = words.at(-1) ?? '';
  const previous = words.at(-2) ?? '';
  if (previous === '--profile') return startingWith(current, shippedNames('targets'));
  if (words.length < 3 || current.startsWith('-') || previous.startsWith('--')) return undefined;
  if (!TAKE_SCENARIOS.includes(words[1] ?? '')) return undefined;
  return startingWith(current, shippedNames('scenarios'));
}

function startingWith(start: string, names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith(start)).sort();
}
