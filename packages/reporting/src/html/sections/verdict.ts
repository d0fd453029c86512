/** The banner: verdict, server, the three axes. */
import { timeRange } from '../../text/dates.js';
import { axisLabels, verdictLabel } from '../../text/labels.js';
import type { ReportContext } from '../context.js';
import { html, type Markup, prose } from '../markup.js';

export function verdictBanner({ a }: ReportContext): Markup {
  const incident = timeRange(a.incident.first, a.incident.last);
  return html`<header class="banner v-${a.verdict.level}">
<p class="eyebrow">Allclear · compromise assessment of an Exchange server</p>
<h1>${verdictLabel(a.verdict)}</h1>
<p class="statement">${prose(a.verdict.statement)}</p>
<dl class="facts"><div><dt>Server</dt><dd>${prose(a.host.name)}</dd></div><div><dt>Product</dt><dd>${prose(
    a.host.product ?? 'version unknown',
  )}</dd></div><div><dt>Signs of the attack</dt><dd>${incident ?? 'none with a time'}</dd></div></dl>
<ul class="axes" aria-label="State of the server">${axisLabels(a.axes).map(
    (axis) =>
      html`<li class="axis-${axis.id} is-${a.axes[axis.id]}"><span>${axis.name[0]?.toUpperCase()}${axis.name.slice(1)}?</span> <strong>${axis.value}</strong></li>`,
  )}</ul>
</header>
`;
}
