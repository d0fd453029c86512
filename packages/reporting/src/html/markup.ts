/**
 * HTML that is escaped by construction: only what the tag `html` made is markup, every other value is text.
 * Text goes in with its control characters made visible, so it is safe in elements and in double-quoted attributes.
 */
import { timeRange } from '../text/dates.js';
import { breakUpHtml } from '../text/signatures.js';
import { cut, visible, visibleParts } from '../text/visible.js';

export class Markup {
  constructor(readonly source: string) {}
}

export type Content = Markup | string | number | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function encode(text: string): string {
  return breakUpHtml(text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? ''));
}

function source(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Markup) return content.source;
  if (typeof content === 'string') return encode(visible(content));
  if (typeof content === 'number') return String(content);
  return content.map(source).join('');
}

export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = literals[0] ?? '';
  values.forEach((value, index) => {
    text += source(value) + (literals[index + 1] ?? '');
  });
  return new Markup(text);
}

export const NOTHING = new Markup('');

/** Longest value of evidence that a report shows; the rest is in the evidence itself. */
const MAX_EVIDENCE = 600;
/** Shorter values (addresses, names) are not broken inside a table. */
const MAX_UNBROKEN = 40;
/** Longest sentence; ours are far shorter, so only a hostile or broken one meets it. */
const MAX_PROSE = 3000;
const LONG_WORD = /\S{40}/;

/** A value out of the evidence: set apart, cut with a mark, invisible characters marked. Element content only. */
export function evidence(value: string, limit = MAX_EVIDENCE): Markup {
  const parts = visibleParts(cut(value, limit)).map((part) =>
    part.escaped ? html`<span class="ctl">${part.text}</span>` : part.text,
  );
  return html`<code class="${value.length <= MAX_UNBROKEN ? 'ev nb' : 'ev'}">${parts}</code>`;
}

/** A time or two of `timeRange`, broken only between them. */
export function times(first: string | undefined, last: string | undefined, otherwise = 'no time'): Markup {
  const parts = (timeRange(first, last) ?? otherwise).split(' to ');
  return html`<span class="time">${parts.map((part, index) => html`${index > 0 && ' to '}<span class="nb">${part}</span>`)}</span>`;
}

/** A sentence, cut if absurdly long; a word too long for a table's column may be broken anywhere. Element content only. */
export function prose(text: string): Markup {
  const shown = cut(text, MAX_PROSE);
  return LONG_WORD.test(shown) ? html`<span class="brk">${shown}</span>` : html`${shown}`;
}

/** A table with a header row; cells are put in as they are. `label` names it for screen readers. */
export function table(label: string, headers: readonly string[], rows: readonly (readonly Content[])[]): Markup {
  return html`<div class="scroll"><table aria-label="${label}"><thead><tr>${headers.map(
    (header) => html`<th scope="col">${header}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>
`;
}

/** `and N more in …`, or nothing. */
export function more(left: number, where = 'assessment.json'): Markup {
  if (left <= 0) return NOTHING;
  return html`<p class="more">and ${left.toLocaleString('en-GB')} more in ${where}</p>
`;
}
