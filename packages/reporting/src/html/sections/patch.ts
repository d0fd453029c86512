/** Which build, since when, and what is open. */
import { timeRange } from '../../text/dates.js';
import { VULNERABILITY } from '../../text/labels.js';
import { MAX_ROWS, type ReportContext } from '../context.js';
import { evidence, html, type Markup, more, prose, table, times } from '../markup.js';

const ORDER = ['vulnerable', 'needs-step', 'disputed', 'unknown', 'fixed', 'not-affected'];
const BUILD_SOURCE = {
  'file-version': 'version of a file',
  'log-columns': 'build columns of a log (may show only the cumulative update)',
  'log-header': 'header of a log',
  'oab-dump': 'dump of the offline address book',
  other: 'other',
};
const MARCH = {
  fixed: 'The four flaws of March 2021 are fixed.',
  vulnerable: 'The four flaws of March 2021 are open.',
  unknown: 'Whether the four flaws of March 2021 are fixed, the evidence does not tell.',
};

export function patchSection({ a }: ReportContext): Markup {
  const { patch } = a;
  const open = patch.vulnerabilities.filter(({ status }) => status !== 'fixed' && status !== 'not-affected');
  const closed = patch.vulnerabilities.filter(({ status }) => status === 'fixed' || status === 'not-affected');
  const rows = (items: typeof open) =>
    [...items]
      .sort(
        (x, y) =>
          ORDER.indexOf(x.status) - ORDER.indexOf(y.status) || Number(y.knownExploited) - Number(x.knownExploited),
      )
      .slice(0, MAX_ROWS)
      .map((item) => [
        html`<strong>${prose(item.id)}</strong>${item.alias !== undefined && html` <span class="small">${prose(item.alias)}</span>`}`,
        html`<span class="pill p-${item.status}">${VULNERABILITY[item.status]}</span>`,
        item.knownExploited ? 'yes' : 'not known',
        html`${item.fixedBy !== undefined && html`Fixed by ${prose(item.fixedBy)}. `}${item.note !== undefined && prose(item.note)}`,
      ]);
  const headers = ['Vulnerability', 'State', 'Used by attackers', 'Fix and remarks'];
  const between = timeRange(patch.march2021.fixedAfter, patch.march2021.fixedBefore);
  return html`<section id="patch"><h2>Patch state</h2>
<p><strong>${patch.current ? html`${prose(patch.current.name ?? 'Build')} (${prose(patch.current.build)})` : 'The build at the end of the evidence is not known.'}</strong> ${
    MARCH[patch.march2021.status]
  }${between !== undefined && html` The update came into force between these times: ${between}.`} ${prose(patch.march2021.note)}</p>
${patch.notes.slice(0, 20).map((note) => html`<p>${prose(note)}</p>`)}
${open.length > 0 && html`${table('Open or unknown vulnerabilities', headers, rows(open))}${more(open.length - MAX_ROWS)}`}${
  closed.length > 0 &&
  html`<details><summary>Fixed or not affected: ${closed.length}</summary>
${table('Fixed vulnerabilities', headers, rows(closed))}${more(closed.length - MAX_ROWS)}</details>
`
}${
  patch.history.length > 0 &&
  html`<details><summary>Builds seen in the evidence: ${patch.history.length}</summary>
${table(
  'Builds seen',
  ['Build', 'Name', 'Seen (UTC)', 'From'],
  patch.history
    .slice(0, MAX_ROWS)
    .map((sighting) => [
      html`<code>${sighting.build}</code>`,
      prose(sighting.name ?? 'not in the table of builds'),
      times(sighting.first, sighting.last),
      html`${BUILD_SOURCE[sighting.source]}${sighting.place !== undefined && html` ${evidence(sighting.place, 200)}`}`,
    ]),
)}${more(patch.history.length - MAX_ROWS)}</details>
`
}</section>
`;
}
