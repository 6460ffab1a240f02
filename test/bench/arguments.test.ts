import test from 'ava';
import { parseBenchArguments } from '../../bench/arguments.ts';

const WORKLOADS = ['paced', 'flood-qos0'];

function parse(...args: string[]): ReturnType<typeof parseBenchArguments> {
  return parseBenchArguments(args, WORKLOADS);
}

test('without arguments everything runs, and a quarter is the limit of a regression', (t) => {
  t.deepEqual(parse(), {
    quick: false,
    only: [],
    peers: [],
    rounds: undefined,
    compare: false,
    record: false,
    limit: 0.25,
    out: undefined,
    bin: 'bin/mqtt-bench.js',
    help: false,
  });
});

test('--only and --peer may be repeated', (t) => {
  const { only, peers } = parse('--only', 'paced', '--only', 'flood-qos0', '--peer', 'paho');
  t.deepEqual([only, peers], [['paced', 'flood-qos0'], ['paho']]);
});

test('an unknown workload is refused with the names of those there are', (t) => {
  t.throws(() => parse('--only', 'pased'), { message: 'no workload "pased": paced, flood-qos0' });
});

test('a limit is a percentage above 0', (t) => {
  t.is(parse('--limit', '10').limit, 0.1);
  for (const limit of ['0', '-5', 'a lot'])
    t.throws(() => parse(`--limit=${limit}`), { message: /^--limit/ });
});

test('rounds are a whole number above 0', (t) => {
  t.is(parse('--rounds', '3').rounds, 3);
  for (const rounds of ['0', '1.5', 'x']) t.throws(() => parse('--rounds', rounds), { message: /^--rounds/ });
});

test('a baseline is either compared with or recorded', (t) => {
  t.throws(() => parse('--compare', '--record'), { message: /exclude each other/ });
});

test('an unknown option is refused', (t) => {
  t.throws(() => parse('--fast'), { message: /--fast/ });
});
