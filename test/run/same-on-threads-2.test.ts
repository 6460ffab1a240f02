import { testSameOnThreads } from './same-on-threads.ts';

testSameOnThreads(1, 3);
