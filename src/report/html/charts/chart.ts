import { html, join, plain } from '../html.ts';
import type { Html } from '../html.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';
import { pathOf } from './path.ts';
import type { Point } from './path.ts';
import type { Scale } from './scale.ts';

export interface Axis {
  /** What it shows, with the unit where ticks have none. */
  readonly label: string;
  readonly scale: Scale;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface Series {
  readonly label: string;
  /** Undefined: nothing was measured there, the line has a gap. */
  readonly points: readonly (Point | undefined)[];
  /** Steps hold their value until the next point. */
  readonly shape: 'line' | 'step';
  /** A pale area from the lowest to the highest where a point stands for many. */
  readonly spread?: readonly { readonly x: number; readonly low: number; readonly high: number }[];
}

/** A time in which something else was going on. Both ends in one: a moment. */
export interface Band {
  readonly from: number;
  readonly to: number;
  /** Short: it stands in the plot. The legend says what it means. */
  readonly mark: string;
}

/** A bound on the y axis; `x` puts it at one place of the x axis. */
export interface Limit {
  readonly y: number;
  readonly x?: number;
  readonly label: string;
}

export interface ChartSpec {
  /** Unique on the page; letters, digits, `-`. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in words, for those who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly bands?: readonly Band[];
  readonly limits?: readonly Limit[];
  /** What limits are, for the legend; `threshold` where absent. */
  readonly limitWord?: string;
  /** What was left out, put together or cut. */
  readonly notes?: readonly string[];
  readonly table: ChartTable;
}

export interface ChartTable {
  readonly columns: readonly Column[];
  /** `x` is the place on the axis where the row is shown when someone points there. */
  readonly rows: readonly { readonly x: number; readonly cells: readonly (string | number)[] }[];
}

const HEIGHT = 210;
/** Paths are drawn this wide and stretched to the width of the page; text is not. */
const WIDTH = 1_000;
const STYLES = 6;
const LABEL_HEIGHT = 14;
/** Height of the strip of faults above the plot. */
const STRIP = 5;
const SHADES_MAX = 24;

/** A figure of any width whose text never shrinks: the picture, its legend, what it leaves out, and all its values as a table. */
export function chart(spec: ChartSpec): Html {
  const { id, title, description, x, y, notes = [] } = spec;
  return html`<figure class="chart" id="${id}" aria-labelledby="${id}-t">
    <figcaption id="${id}-t">${title}</figcaption>
    ${legend(spec)}
    <p class="axis-label">${y.label}</p>
    <div class="plot" data-chart>
      <svg width="100%" height="${HEIGHT}" role="img" aria-labelledby="${id}-s ${id}-d">
        <title id="${id}-s">${title}</title>
        <desc id="${id}-d">${description}</desc>
        ${gridOf(x, y)}${bandsOf(spec)}
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" height="${HEIGHT}" preserveAspectRatio="none">
          ${drawn(spec)}
        </svg>
        ${limitsOf(spec)}
      </svg>
    </div>
    <p class="axis-label x">${x.label}</p>
    ${notes.map((note) => html`<p class="note">${note}</p>`)} ${tableOf(spec)}
  </figure>`;
}

function drawn({ series, x, y }: ChartSpec): Html {
  const place = (point: Point): Point => ({ x: x.scale.share(point.x) * WIDTH, y: yOf(y, point.y) });
  const areas = series.flatMap(({ spread = [] }, at) =>
    spread.length === 0
      ? []
      : [html`<path class="area s${at % STYLES}" d="${plain(areaPath(spread, place))}" />`],
  );
  const lines = series.map(({ points, shape }, at) => {
    const placed = points.map((point) => (point === undefined ? undefined : place(point)));
    return html`<path class="series s${at % STYLES}" d="${plain(pathOf(placed, shape))}" />`;
  });
  // The first series is drawn last, so that nothing covers it.
  return join([...areas, ...lines.reverse()]);
}

function areaPath(spread: NonNullable<Series['spread']>, place: (point: Point) => Point): string {
  const high = spread.map((one) => place({ x: one.x, y: one.high }));
  const low = spread.map((one) => place({ x: one.x, y: one.low })).reverse();
  const corners = [...high, ...low].map((point) => `${fixed(point.x)} ${fixed(point.y)}`);
  return `M${corners.join('L')}Z`;
}

function gridOf(x: Axis, y: Axis): Html {
  const rows = y.ticks.flatMap(({ at, label }) => {
    const top = fixed(yOf(y, at));
    return [
      html`<line class="grid" x1="0" x2="100%" y1="${top}" y2="${top}" />`,
      html`<text class="tick y" x="-8" y="${top}">${label}</text>`,
    ];
  });
  const columns = x.ticks.flatMap(({ at, label }, index) => {
    const left = percent(x, at);
    const sparse = x.ticks.length > 5 && index % 2 === 1 && ' sparse';
    return [
      html`<line class="grid" x1="${left}" x2="${left}" y1="${HEIGHT}" y2="${HEIGHT + 5}" />`,
      html`<text class="tick x${sparse}" x="${left}" y="${HEIGHT + 18}">${label}</text>`,
    ];
  });
  return join([...rows, ...columns]);
}

/** Strips above the plot; shades in it as well where there are few enough to see the lines between them. */
function bandsOf({ bands = [], x }: ChartSpec): Html {
  const height = bands.length <= SHADES_MAX ? HEIGHT : 0;
  const parts = bands.flatMap(({ from, to, mark }) => {
    const [start, end] = [x.scale.share(from) * 100, x.scale.share(to) * 100];
    const [left, width] = [`${fixed(start)}%`, `${fixed(Math.max(0, end - start))}%`];
    return [
      html`<rect class="shade" x="${left}" y="0" width="${width}" height="${height}" />`,
      html`<rect class="band" x="${left}" y="${-STRIP}" width="${width}" height="${STRIP}" />`,
      html`<line class="band" x1="${left}" x2="${left}" y1="${-STRIP}" y2="${height}" />`,
      ...(mark === '' ? [] : [html`<text class="band" x="${left}" y="${-STRIP - 4}">▾${mark}</text>`]),
    ];
  });
  return join(parts);
}

function limitsOf({ limits = [], x, y }: ChartSpec): Html {
  const parts = limits.flatMap(({ y: value, x: place, label }) => {
    const top = fixed(yOf(y, value));
    // Above its line, but where the faults are marked.
    const shift = yOf(y, value) < LABEL_HEIGHT ? LABEL_HEIGHT : -5;
    return [
      html`<line class="limit" x1="0" x2="100%" y1="${top}" y2="${top}" />`,
      html`<text class="limit" x="100%" y="${top}" dy="${shift}">${label}</text>`,
      ...(place === undefined
        ? []
        : [html`<circle class="limit" cx="${percent(x, place)}" cy="${top}" r="4" />`]),
    ];
  });
  return join(parts);
}

function legend({ series, bands = [], limits = [], limitWord = 'threshold' }: ChartSpec): Html {
  const line = (at: number): Html => html`<path class="series s${at % STYLES}" d="M1 5H27" />`;
  const limit = html`<line class="limit" x1="1" x2="27" y1="5" y2="5" />`;
  const band = html`<rect class="band" width="28" height="10" />`;
  return html`<ul class="legend">
    ${series.map(({ label }, at) => keyOf(line(at), label))} ${limits.length > 0 && keyOf(limit, limitWord)}
    ${bands.length > 0 && keyOf(band, 'fault of this test')}
  </ul>`;
}

function keyOf(sample: Html, label: string): Html {
  const picture = html`<svg class="key" width="28" height="10" aria-hidden="true">${sample}</svg>`;
  return html`<li>${picture} ${label}</li>`;
}

function tableOf({ id, title, table, x }: ChartSpec): Html {
  const rows = table.rows.map((row) => ({ cells: row.cells, x: fixed(x.scale.share(row.x) * 100) }));
  return html`<details class="data">
    <summary>All values as a table</summary>
    ${dataTable({ id: `${id}-v`, caption: title, columns: table.columns, rows })}
  </details>`;
}

function yOf({ scale }: Axis, value: number): number {
  return (1 - scale.share(value)) * HEIGHT;
}

function percent({ scale }: Axis, value: number): string {
  return `${fixed(scale.share(value) * 100)}%`;
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
