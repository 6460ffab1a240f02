import type { Problem } from './problem.ts';
import { TextLines } from './text-lines.ts';

const LINE_SHOWN_MAX = 160;

/**
 * Problems for people, each as
 *
 *   qos2.yaml:7:14: unknown-key: `keepalive` is not a key of a client group
 *     7 |     keepalive: 10s
 *       |     ^^^^^^^^^
 *       hint: did you mean `keep-alive`?
 */
export function formatProblems(problems: readonly Problem[], text: string): string {
  const lines = new TextLines(text.startsWith('\uFEFF') ? text.slice(1) : text);
  return problems.map((problem) => formatProblem(problem, lines)).join('\n');
}

function formatProblem(problem: Problem, lines: TextLines): string {
  const head = `${problem.file}:${problem.line}:${problem.column}: ${problem.code}: ${problem.message}\n`;
  const hint = problem.hint === undefined ? '' : `  hint: ${problem.hint}\n`;
  return head + excerpt(problem, lines.lineText(problem.line)) + hint;
}

function excerpt(problem: Problem, lineText: string): string {
  const from = Math.max(0, problem.column - 1 - LINE_SHOWN_MAX / 2);
  const shown = visible(lineText.slice(from, from + LINE_SHOWN_MAX));
  const before = lineText
    .slice(from, problem.column - 1)
    .replace(/[^\t]/gu, ' ')
    .replaceAll('\t', ' ');
  const room = Math.min(lineText.length - problem.column + 1, LINE_SHOWN_MAX - before.length);
  const marks = '^'.repeat(Math.max(1, Math.min(problem.length, room)));
  const gutter = String(problem.line);
  return `  ${gutter} | ${shown}\n  ${' '.repeat(gutter.length)} | ${before}${marks}\n`;
}

/** One column a character, and nothing that steers a terminal. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => (char === '\t' ? ' ' : '\uFFFD'));
}
