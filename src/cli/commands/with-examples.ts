import type { Argv } from 'yargs';

/** A command line that works as it stands, and what it is good for. */
export type Example = readonly [command: string, about: string];

/** Examples below the options, each on a line of its own, so that it can be copied. */
export function withExamples<T>(yargs: Argv<T>, examples: readonly Example[]): Argv<T> {
  const lines = examples.flatMap(([command, about]) => ['', `  # ${about}`, `  ${command}`]);
  return yargs.epilogue(['Examples:', ...lines.slice(1)].join('\n'));
}
