import type { ErrorKind } from '../base/errors.ts';
import type { Results } from '../results/model.ts';

/** What the process says to the shell. Scripts rely on these numbers. */
export const EXIT = {
  pass: 0,
  /** The target broke a promise, or a threshold or expectation was missed. */
  failed: 1,
  /** Wrong command line, or a scenario with problems. */
  usage: 2,
  unreachable: 3,
  /** Nothing is proved either way: the generator fell behind, a step could not be done, or mqtt-bench has a defect. */
  inconclusive: 4,
  /** As shells have it: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Worst first: an interruption explains everything else, a failure outweighs what could not be found out. */
const ORDER: readonly ExitCode[] = [
  EXIT.interrupted,
  EXIT.failed,
  EXIT.unreachable,
  EXIT.inconclusive,
  EXIT.usage,
  EXIT.pass,
];

export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return ORDER.find((code) => codes.includes(code)) ?? EXIT.inconclusive;
}

export function exitCodeOf(results: Results): ExitCode {
  return worstExitCode(
    results.runs.map(({ stopReason, verdict }) => {
      if (stopReason === 'interrupted') return EXIT.interrupted;
      if (verdict === 'fail') return EXIT.failed;
      if (stopReason === 'unreachable') return EXIT.unreachable;
      return verdict === 'pass' ? EXIT.pass : EXIT.inconclusive;
    }),
  );
}

export function exitCodeOfError(kind: ErrorKind): ExitCode {
  switch (kind) {
    case 'usage':
    case 'scenario':
      return EXIT.usage;
    case 'unreachable':
      return EXIT.unreachable;
    case 'environment':
    case 'internal':
      return EXIT.inconclusive;
  }
}
