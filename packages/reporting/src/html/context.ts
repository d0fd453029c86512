/** What every section of the report needs beside the Assessment. */
import type { Assessment } from '@allclear/model';
import { selectFindings } from '../view/findings.js';
import { html, type Markup, NOTHING } from './markup.js';

/** Findings shown in full; a browser still opens the page quickly. */
export const MAX_FINDINGS = 300;
/** Rows of every other long table. */
export const MAX_ROWS = 200;
/** Links to findings in one place. */
const MAX_LINKS = 8;

export interface ReportContext {
  readonly a: Assessment;
  readonly findings: ReturnType<typeof selectFindings>;
  /** Links to findings by id; those that the page does not hold stay text. */
  links(ids: readonly string[]): Markup;
}

export function createContext(a: Assessment): ReportContext {
  const findings = selectFindings(a, MAX_FINDINGS);
  const shown = new Set(findings.shown.map((finding) => finding.id));
  const link = (id: string) =>
    shown.has(id) ? html`<a class="ref" href="#${id}">${id}</a>` : html`<span class="ref">${id.slice(0, 40)}</span>`;
  return {
    a,
    findings,
    links(ids) {
      if (ids.length === 0) return NOTHING;
      const left = ids.length - MAX_LINKS;
      return html`<span class="refs">${ids.slice(0, MAX_LINKS).map((id) => html`${link(id)} `)}${
        left > 0 && `and ${left.toLocaleString('en-GB')} more`
      }</span>`;
    },
  };
}
