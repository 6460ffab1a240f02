/** `node .build/test/fuzz/run.js --inputs 10000000 --seed 1`: the codec fuzz for as long as one likes. */
import { parseArgs } from 'node:util';
import { formatBytes } from '../../src/base/units.ts';
import { fuzzCodec, type FuzzResult } from './codec-fuzz.ts';

const PROGRESS_EACH = 500_000;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

function number(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`--${name} takes a whole number, not '${text}'`);
  return value;
}

function limits(): { inputs?: number; durationMs?: number } {
  if (values.inputs !== undefined) return { inputs: number('inputs', values.inputs) };
  return { durationMs: number('seconds', values.seconds ?? '60') * 1000 };
}

function line(result: FuzzResult): string {
  const seconds = result.durationMs / 1000;
  const rate = Math.round(result.inputs / seconds);
  const { rss, heapUsed } = process.memoryUsage();
  const outcome = `${result.packets} packets, ${result.refused} refused, ${result.incomplete} incomplete`;
  return `${result.inputs} inputs in ${seconds.toFixed(1)} s (${rate}/s): ${outcome}; RSS ${formatBytes(rss)}, heap ${formatBytes(heapUsed)}`;
}

const rssBefore = process.memoryUsage().rss;
const seed = number('seed', values.seed);
console.log(`seed ${seed}; RSS ${formatBytes(rssBefore)} at the start`);
const result = fuzzCodec({
  seed,
  ...limits(),
  progressEach: PROGRESS_EACH,
  onProgress: (part) => console.log(line(part)),
});
console.log(line(result));
console.log(
  `${formatBytes(result.bytes)} in all, at most ${formatBytes(result.retainedBytesMax)} held by a decoder`,
);
const clauses = [...result.clauses].sort((a, b) => b[1] - a[1]);
console.log(
  `${clauses.length} clauses: ${clauses.map(([clause, count]) => `${clause} ${count}`).join(', ')}`,
);
