import { testKillMatrix } from './kill-matrix.ts';

testKillMatrix(2, 4);
