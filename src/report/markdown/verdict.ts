import type { Verdict } from '../../results/model.ts';

const ICONS: Readonly<Record<Verdict, string>> = {
  pass: '✅',
  fail: '❌',
  inconclusive: '⚠️',
  skipped: '➖',
};

/** `✅`: beside a word or a reason, never alone. */
export function icon(verdict: Verdict): string {
  return ICONS[verdict];
}

/** `❌ FAIL`. */
export function verdictWords(verdict: Verdict): string {
  return `${icon(verdict)} ${verdict.toUpperCase()}`;
}
