/** The findings, worst first, each complete enough to be checked by a stranger. */
import type { Finding, Quote } from '@allclear/model';
import { counted, number } from '../../text/counts.js';
import { dateTime, timeRange } from '../../text/dates.js';
import { ENTITY, OUTCOME, PHASE, SEVERITY } from '../../text/labels.js';
import { howToSee, placeDetail } from '../../view/findings.js';
import type { ReportContext } from '../context.js';
import { evidence, html, type Markup, more, NOTHING, prose } from '../markup.js';

const MAX_ENTITIES = 20;
const MAX_QUOTES = 5;
const MAX_FIELDS = 40;
const MAX_LISTED = 12;
/** Findings of these severities stand open, up to so many. */
const OPEN = new Set(['critical', 'high']);
const MAX_OPEN = 15;

export function findingsSection({ a, findings }: ReportContext): Markup {
  if (a.findings.length === 0) {
    return html`<section id="findings"><h2>Findings</h2>
<p>None. What this is worth depends on what could be examined: see Checks and Coverage.</p></section>
`;
  }
  const items = findings.shown.map((finding, index) =>
    findingArticle(finding, a.tool.attack, index < MAX_OPEN && OPEN.has(finding.severity)),
  );
  return html`<section id="findings"><h2>Findings <span class="count">${number(a.findings.length)}</span></h2>
<p class="small">Worst first. Each quotes its evidence, so that anybody can look it up again.</p>
${items}${more(findings.left)}</section>
`;
}

function block(title: string, content: Markup): Markup {
  return html`<div class="block"><h4>${title}</h4>${content}</div>
`;
}

function findingArticle(finding: Finding, attack: string, open: boolean): Markup {
  const time = timeRange(finding.first, finding.last);
  return html`<details class="finding s-${finding.severity}"${open && html` open`}><summary><span class="pill s-${finding.severity}">${
    SEVERITY[finding.severity]
  }</span> <h3 class="ftitle">${prose(finding.rule.title)}</h3> <span class="small">${[
    OUTCOME[finding.outcome],
    time ?? 'no time',
    finding.count > 1 ? counted(finding.count, 'record') : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ')}</span></summary>
<article id="${finding.id}"><p class="meta"><code>${finding.id}</code> · ${PHASE[finding.phase]} · confidence ${finding.confidence}${
    finding.present && html` · <strong>still there when the evidence was collected</strong>`
  }</p>
<div class="three">${block('What was seen', html`<p>${prose(finding.what)}</p>`)}${block(
    'Why it matters',
    html`<p>${prose(finding.why)}</p>`,
  )}${block('What to do', html`<p>${prose(finding.next)}</p>`)}</div>
${entities(finding)}${quotes(finding)}${see(finding)}${doubts(finding)}${origin(finding, attack)}</article></details>
`;
}

function entities(finding: Finding): Markup {
  if (finding.entities.length === 0) return NOTHING;
  const left = finding.entities.length - MAX_ENTITIES;
  return block(
    'Who and what',
    html`<ul class="entities">${finding.entities
      .slice(0, MAX_ENTITIES)
      .map(
        (entity) => html`<li><span class="small">${ENTITY[entity.kind]}</span> ${evidence(entity.value, 300)}</li>`,
      )}${left > 0 && html`<li>and ${number(left)} more</li>`}</ul>`,
  );
}

function quotes(finding: Finding): Markup {
  if (finding.quotes.length === 0) return NOTHING;
  const shown = finding.quotes.slice(0, MAX_QUOTES);
  const title =
    finding.count > shown.length ? `The evidence (first ${shown.length} of ${number(finding.count)})` : 'The evidence';
  return block(title, html`${shown.map(quoteTable)}`);
}

function quoteTable(quote: Quote): Markup {
  const fields = Object.entries(quote.fields);
  const detail = placeDetail(quote.place);
  return html`<div class="quote"><p class="where">${evidence(quote.place.file, 400)}${detail !== '' && html` ${prose(detail)}`}${
    quote.time !== undefined && html` · <span class="time">${dateTime(quote.time)}</span>`
  }</p><table><tbody>${fields
    .slice(0, MAX_FIELDS)
    .map(
      ([name, value]) => html`<tr><th scope="row">${evidence(name, 100)}</th><td>${evidence(value)}</td></tr>`,
    )}</tbody></table>${more(fields.length - MAX_FIELDS)}</div>
`;
}

function see(finding: Finding): Markup {
  const how = howToSee(finding);
  if (how === undefined) return NOTHING;
  const lines = how.text.split(/\r?\n/).map(
    (line) => html`${prose(line)}
`,
  );
  return block(
    'See it yourself',
    html`<pre>${lines}</pre>${how.where !== undefined && html`<p class="small">${evidence(how.where, 600)} (quote it with care: a shell could obey it)</p>`}`,
  );
}

function doubts(finding: Finding): Markup {
  const alarms =
    finding.falsePositives.length > 0 &&
    block(
      'What would make it a false alarm',
      html`<ul>${finding.falsePositives.slice(0, MAX_LISTED).map((text) => html`<li>${prose(text)}</li>`)}</ul>`,
    );
  const misses = finding.misses !== undefined && block('What this would miss', html`<p>${prose(finding.misses)}</p>`);
  return alarms || misses
    ? html`<div class="two">${alarms}${misses}</div>
`
    : NOTHING;
}

/** Only plain web addresses become links; everything else stays text. */
function reference(address: string): Markup {
  const isWeb = /^https?:\/\/[\w.-]+(?::\d+)?(?:[/?#][\x21-\x7e]*)?$/.test(address) && address.length <= 500;
  return isWeb ? html`<a href="${address}" rel="noopener noreferrer">${address}</a>` : evidence(address, 300);
}

function origin(finding: Finding, attack: string): Markup {
  const { rule } = finding;
  return html`<p class="origin small">Rule ${evidence(rule.id, 100)} by ${prose(rule.author)}${rule.licence !== undefined && html` (licence: ${prose(rule.licence)})`}${
    rule.source !== undefined && html` from ${evidence(rule.source, 300)}`
  }${
    finding.techniques.length > 0 &&
    html` · ATT&amp;CK ${attack}: ${finding.techniques.slice(0, MAX_LISTED).map((technique, index) => html`${index > 0 && ', '}${technique.id} ${prose(technique.name)}`)}`
  }${finding.vulnerabilities.length > 0 && html` · ${prose(finding.vulnerabilities.slice(0, MAX_LISTED).join(', '))}`}${
    rule.checks.length > 0 && html` · answers ${prose(rule.checks.slice(0, MAX_LISTED).join(', '))}`
  }${rule.references.length > 0 && html`<br>References: ${rule.references.slice(0, MAX_LISTED).map((address) => html`${reference(address)} `)}`}</p>
`;
}
