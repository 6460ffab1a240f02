import { testKillMatrix } from './kill-matrix.ts';

testKillMatrix(0, 4);
