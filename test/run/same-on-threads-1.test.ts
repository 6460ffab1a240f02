import { testSameOnThreads } from './same-on-threads.ts';

testSameOnThreads(0, 3);
