import { createHash } from 'node:crypto';
import { cut, Html, html, NOTHING } from './html.ts';
import type { HtmlValue } from './html.ts';
import { signOf, toneOf } from './marks.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export interface PageSpec {
  /** Of the window: what it is about. */
  readonly title: string;
  /** What stands above the name: `Load test`, `MQTT conformance`. */
  readonly kind: string;
  readonly name: string;
  readonly verdict: string;
  /** One sentence under the name. */
  readonly lead?: string;
  /** Why it is not a pass. */
  readonly reasons: readonly string[];
  readonly facts: readonly Fact[];
  readonly sections: readonly PageSection[];
  readonly toolVersion: string;
}

export interface Fact {
  readonly label: string;
  readonly value: HtmlValue;
}

export interface PageSection {
  /** Unique on the page; letters, digits, `-`. */
  readonly id: string;
  readonly title: string;
  /** Absent from the links at the top. */
  readonly isMinor?: boolean;
  readonly body: Html;
}

/**
 * A whole page in one file that asks the network for nothing. The policy in its head lets exactly one script run, the one of
 * this program by its hash: even where an escape were missing, a text of a broker could not act.
 */
export function renderPage(spec: PageSpec): string {
  return html`${DOCTYPE}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="mqtt-bench ${spec.toolVersion}" />
        <title>${spec.title}</title>
        ${STYLE_TAG}
      </head>
      <body class="${toneOf(spec.verdict)}">
        <a class="skip-link" href="#main">Skip to the report</a>
        ${banner(spec)} ${navigation(spec.sections)}
        <main id="main">${spec.sections.map(sectionOf)}</main>
        <footer>
          <p>mqtt-bench ${spec.toolVersion}. This page is one file and asks the network for nothing.</p>
        </footer>
        ${SCRIPT_TAG}
      </body>
    </html> `.markup;
}

const DOCTYPE = Html.trusted('<!doctype html>');
const STYLE_TAG = Html.trusted(`<style>\n${STYLE}</style>`);
const SCRIPT_TAG = Html.trusted(`<script>${SCRIPT}</script>`);

/** What the page may do: its own style, its own script by hash, pictures within the file. Nothing else. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function banner({ kind, name, verdict, lead = '', reasons, facts }: PageSpec): Html {
  return html`<header class="banner">
    <p class="verdict">
      <span class="sign" aria-hidden="true">${signOf(verdict)}</span> <span>${verdict.toUpperCase()}</span>
    </p>
    <div class="about">
      <p class="kind">${kind}</p>
      <h1>${cut(name, NAME_CHARS_MAX)}</h1>
      ${lead !== '' && html`<p class="lead">${lead}</p>`} ${reasonList(reasons)} ${factList(facts)}
    </div>
  </header>`;
}

/** The head of a page is for a glance: what is longer stands in its place further down. */
const NAME_CHARS_MAX = 160;
const REASON_CHARS_MAX = 400;
const REASONS_MAX = 12;

function reasonList(reasons: readonly string[]): Html {
  if (reasons.length === 0) return NOTHING;
  const more = reasons.length - REASONS_MAX;
  const shown = reasons.slice(0, REASONS_MAX).map((reason) => cut(reason, REASON_CHARS_MAX));
  return html`<ul class="reasons">
    ${shown.map((reason) => html`<li>${reason}</li>`)} ${more > 0 && html`<li>and ${more} more reasons</li>`}
  </ul>`;
}

export function factList(facts: readonly Fact[]): Html {
  if (facts.length === 0) return NOTHING;
  const items = facts.map(
    ({ label, value }) =>
      html`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`,
  );
  return html`<dl class="facts">${items}</dl>`;
}

function navigation(sections: readonly PageSection[]): Html {
  const major = sections.filter(({ isMinor }) => isMinor !== true);
  const links = major.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`<nav aria-label="Sections">
    <ul>
      ${links}
    </ul>
  </nav>`;
}

function sectionOf({ id, title, body }: PageSection): Html {
  return html`<section id="${id}" aria-labelledby="${id}-h">
    <h2 id="${id}-h">${title}</h2>
    ${body}
  </section> `;
}
