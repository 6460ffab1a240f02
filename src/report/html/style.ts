import { CHART_STYLE } from './style/chart.ts';
import { CONFORMANCE_STYLE } from './style/conformance.ts';
import { FRAME_STYLE } from './style/frame.ts';
import { PRINT_STYLE } from './style/print.ts';
import { PARTS_STYLE } from './style/parts.ts';
import { THEME_STYLE } from './style/theme.ts';

/** All of the page's style, in the order in which later rules win. */
export const STYLE = [
  THEME_STYLE,
  FRAME_STYLE,
  PARTS_STYLE,
  CHART_STYLE,
  CONFORMANCE_STYLE,
  PRINT_STYLE,
].join('');
