import { html } from './html.ts';
import type { Html } from './html.ts';

/** How something is shown: by word, shape and colour, never by colour alone. */
export type Tone = 'pass' | 'fail' | 'doubt' | 'skip';

const SIGNS: Readonly<Record<Tone, string>> = { pass: '✓', fail: '✗', doubt: '?', skip: '–' };

/** Where a verdict has a shape of its own. */
const OWN_SIGNS: Readonly<Record<string, string>> = {
  warn: '!',
  warning: '!',
  vacuous: '○',
  'expected-failure': '≈',
};

const TONES: Readonly<Record<string, Tone>> = {
  pass: 'pass',
  fail: 'fail',
  'unexpected-pass': 'fail',
  inconclusive: 'doubt',
  warn: 'doubt',
  warning: 'doubt',
};

/** Whatever is neither well nor ill nor doubtful is not counted: skipped, vacuous, excused, an expected failure. */
export function toneOf(verdict: string): Tone {
  return Object.hasOwn(TONES, verdict) ? (TONES[verdict] ?? 'skip') : 'skip';
}

export function signOf(verdict: string): string {
  const own = Object.hasOwn(OWN_SIGNS, verdict) ? OWN_SIGNS[verdict] : undefined;
  return own ?? SIGNS[toneOf(verdict)];
}

/** Sign and word. */
export function badge(verdict: string, word = verdict): Html {
  return html`<span class="badge ${toneOf(verdict)}"
    ><span aria-hidden="true">${signOf(verdict)}</span> ${word}</span
  >`;
}
