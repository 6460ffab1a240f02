import { availableParallelism } from 'node:os';

/** Files that take a minute or more in a row: begun first, for what begins last must not be long. */
const LONG = [
  'interop/',
  'run/same-on-threads',
  'docs/guide',
  'package/',
  'cli/help-examples',
  'cli/capacity',
  'run/session-defects',
  'run/access-probe',
  'run/request',
  'scenarios/',
  'mutants/',
  'fault/qos2-cut-points',
  'conformance/',
];

function rank(file) {
  const found = LONG.findIndex((part) => file.includes(`/test/${part}`));
  return found === -1 ? LONG.length : found;
}

export default {
  files: ['.build/test/**/*.test.js'],
  require: ['./.build/test/support/fixed-seed.js'],
  nodeArguments: ['--enable-source-maps'],
  timeout: '120s',
  // Processes, because tests of what this project runs in worker threads own their process.
  workerThreads: false,
  // Most of the time is spent waiting for sockets and brokers: more than twice as many files as there are cores, also in CI.
  concurrency: 2 * availableParallelism() + 1,
  sortTestFiles: (one, other) => rank(one) - rank(other) || (one < other ? -1 : 1),
};
