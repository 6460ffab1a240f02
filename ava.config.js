import { availableParallelism } from 'node:os';

export default {
  files: ['.build/test/**/*.test.js'],
  nodeArguments: ['--enable-source-maps'],
  timeout: '120s',
  // Processes, because tests of what this project runs in worker threads own their process.
  workerThreads: false,
  // Most of the time is spent waiting for sockets and brokers: twice as many files as there are cores, also in CI.
  concurrency: 2 * availableParallelism(),
};
