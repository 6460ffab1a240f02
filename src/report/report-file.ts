import type { ClauseText } from './terminal/context.ts';
import type { ColorLevel } from './terminal/paint.ts';

/** What a report can be, by the names of `--format` and `--report-formats`. */
export const REPORT_FORMATS = [
  'json',
  'terminal',
  'html',
  'md',
  'junit',
  'csv',
  'hlog',
  'badge',
  'pcap',
] as const;
/** Columns of report.txt, whatever the terminal has. */
const FILE_COLUMNS = 100;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportFile {
  /** Path below the run directory, `/` between folders; letters, digits, `.`, `_` and `-` only. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** What renderers need besides the results. */
export interface RenderContext {
  /** Our summary of a normative statement. */
  readonly clauseText: ClauseText;
  /** Tells what is well at length, too. */
  readonly verbose: boolean;
}

/** Makes the files of one format: mostly one, none where the results hold nothing for it. */
export type Renderer<T> = (results: T, context: RenderContext) => readonly ReportFile[];

/** How a terminal wants it. */
export interface ScreenContext extends RenderContext {
  readonly color: ColorLevel;
  readonly columns: number;
}

/** All that is made of one kind of results. */
export interface KindReports<T> {
  /** For a terminal. */
  readonly screen: (results: T, context: ScreenContext) => string;
  /** For files, by format. */
  readonly files: Renderers<T>;
}

/** The formats that one kind of results has. */
export type Renderers<T> = Readonly<Partial<Record<ReportFormat, Renderer<T>>>>;

/** report.txt: what a terminal of {@link FILE_COLUMNS} without colours would show. */
export function textFile<T>(screen: KindReports<T>['screen']): Renderer<T> {
  return oneFile('report.txt', (results, context) =>
    screen(results, { ...context, color: 0, columns: FILE_COLUMNS }),
  );
}

/** A format that is always one file. */
export function oneFile<T>(
  name: string,
  render: (results: T, context: RenderContext) => string,
): Renderer<T> {
  return (results, context) => [{ name, content: render(results, context) }];
}
