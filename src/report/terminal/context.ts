import type { Paint } from './paint.ts';

/** Our summary of a normative statement by its version-qualified id, e.g. `5:4.3.3-10`. */
export type ClauseText = (clause: string) => string | undefined;

/** What the sections of a report share. */
export interface SectionContext {
  readonly paint: Paint;
  /** Columns. */
  readonly width: number;
  readonly clauseText: ClauseText;
}
