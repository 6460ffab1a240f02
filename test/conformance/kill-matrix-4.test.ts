import { testKillMatrix } from './kill-matrix.ts';

testKillMatrix(3, 4);
