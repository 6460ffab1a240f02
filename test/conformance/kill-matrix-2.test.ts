import { testKillMatrix } from './kill-matrix.ts';

testKillMatrix(1, 4);
