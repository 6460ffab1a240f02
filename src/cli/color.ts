import { supportsColor, supportsColorStderr } from 'chalk';
import type { ColorLevel } from '../report/terminal/paint.ts';

export interface ColorChoice {
  /** False after `--no-color`. */
  readonly wanted: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Colours of stdout or stderr. `--no-color` and NO_COLOR switch them off, FORCE_COLOR on, else the terminal decides. */
export function colorLevel(stream: 'stdout' | 'stderr', { wanted, env }: ColorChoice): ColorLevel {
  if (!wanted || (env['NO_COLOR'] ?? '') !== '') return 0;
  const support = stream === 'stdout' ? supportsColor : supportsColorStderr;
  return support === false ? 0 : support.level;
}
