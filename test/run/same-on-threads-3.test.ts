import { testSameOnThreads } from './same-on-threads.ts';

testSameOnThreads(2, 3);
