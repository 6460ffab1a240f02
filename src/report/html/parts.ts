import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Fact } from './page.ts';

/** Labels beside their values. */
export function pairs(facts: readonly Fact[]): Html {
  return html`<dl class="pairs">
    ${facts.map(
      ({ label, value }) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd> `,
    )}
  </dl>`;
}
