/** The picture, and the same in words. */
import { timelineInOrder } from '../../csv/timeline.js';
import { number } from '../../text/counts.js';
import { OUTCOME, PHASE } from '../../text/labels.js';
import { MAX_ROWS, type ReportContext } from '../context.js';
import { html, type Markup, more, NOTHING, prose, table, times } from '../markup.js';
import { renderPicture } from '../picture/picture.js';

export function timelineSection({ a, links }: ReportContext): Markup {
  const all = timelineInOrder(a);
  // Probes come by the thousand; the table keeps to what got further where there is too much.
  const key =
    all.length > MAX_ROWS ? all.filter((entry) => entry.outcome !== 'probe' && entry.outcome !== 'context') : all;
  const shown = key.slice(0, MAX_ROWS);
  const rows = shown.map((entry) => [
    times(entry.time, entry.end),
    PHASE[entry.phase],
    html`<span class="pill o-${entry.outcome}">${OUTCOME[entry.outcome]}</span>`,
    html`${prose(entry.text)}${entry.count > 1 && html` <span class="small">×${number(entry.count)}</span>`}`,
    entry.finding === undefined ? '' : links([entry.finding]),
  ]);
  return html`<section id="timeline"><h2>The timeline</h2>
${renderPicture(a)}${
  all.length === 0
    ? NOTHING
    : html`<details><summary>The same in words (${number(all.length)} events)</summary>
${table('Timeline', ['When (UTC)', 'Phase', 'How far', 'What', 'Finding'], rows)}${more(all.length - shown.length, 'timeline.csv')}</details>
`
}</section>
`;
}
