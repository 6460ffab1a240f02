import type { ConformanceCase } from '../case.ts';
import { CONNECT_CASES } from './3.1-connect.ts';
import { MALFORMED_CASES } from './malformed.ts';

/** Every case there is, by section. */
export const CASES: readonly ConformanceCase[] = [...CONNECT_CASES, ...MALFORMED_CASES];
