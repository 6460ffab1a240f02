/**
 * The one script of a page, as text: the page is whole without it. It only reads what stands on the page and writes texts and
 * attributes, never markup. Parts that a page does not have do nothing.
 */
import { CASES_SCRIPT } from './script/cases.ts';
import { CHARTS_SCRIPT } from './script/charts.ts';
import { FOLDS_SCRIPT } from './script/folds.ts';

export const SCRIPT = `'use strict';\n${FOLDS_SCRIPT}${CHARTS_SCRIPT}${CASES_SCRIPT}`;
