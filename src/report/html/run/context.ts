import type { RunResult } from '../../../results/model.ts';
import type { ClauseText } from '../../terminal/context.ts';
import { html } from '../html.ts';
import type { HtmlValue, Html } from '../html.ts';

/** What the parts of the page of one run share. */
export interface RunContext {
  readonly run: RunResult;
  /** Before every id, so that two runs on one page do not clash. */
  readonly prefix: string;
  /** Of headings within a part. */
  readonly level: 3 | 4;
  readonly clauseText: ClauseText;
}

/** One part of the page; undefined where the run has nothing of it. */
export type RunPart = (context: RunContext) => Html | undefined;

export function heading({ level }: RunContext, text: HtmlValue): Html {
  return level === 3 ? html`<h3>${text}</h3>` : html`<h4>${text}</h4>`;
}
