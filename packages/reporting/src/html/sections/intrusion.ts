/** How they got in and what they touched: phases, web shells, mailboxes, clients, actors. */
import type { ClientSummary } from '@allclear/model';
import { bytes, counted, number } from '../../text/counts.js';
import { CONSISTENCY, MAILBOX, ON_DISK, OUTCOME, PHASE, ROLE } from '../../text/labels.js';
import { MAX_ROWS, type ReportContext } from '../context.js';
import { evidence, html, type Markup, more, NOTHING, prose, table, times } from '../markup.js';

const MAX_VALUES = 6;

function values(items: readonly string[]): Markup {
  const left = items.length - MAX_VALUES;
  return html`${items.slice(0, MAX_VALUES).map((item) => html`${evidence(item, 200)} `)}${left > 0 && `and ${number(left)} more`}`;
}

export function phasesSection({ a, links }: ReportContext): Markup {
  if (a.phases.length === 0) return NOTHING;
  const rows = a.phases.map((phase) => [
    html`<strong>${PHASE[phase.phase]}</strong>`,
    html`<span class="pill o-${phase.outcome}">${OUTCOME[phase.outcome]}</span>`,
    times(phase.first, phase.last),
    phase.techniques.map((technique) => html`<div><code>${technique.id}</code> ${prose(technique.name)}</div>`),
    links(phase.findings),
  ]);
  const actors = a.actors.map(
    (
      actor,
    ) => html`<li><p><strong>${prose(actor.name)}</strong>: ${CONSISTENCY[actor.consistency]} with what was seen. ${
      actor.because.length > 0 && html`Seen: ${prose(actor.because.join('; '))}. `
    }What would tell: ${prose(actor.wouldTell)} ${links(actor.findings)}</p></li>
`,
  );
  return html`<section id="phases"><h2>How they went about it</h2>
${table('Phases of the attack', ['Phase', 'How far', 'When (UTC)', `Technique (ATT&CK ${a.tool.attack})`, 'Findings'], rows)}${
  actors.length > 0 &&
  html`<h3>Whose ways these resemble</h3>
<p class="small">Consistent with is no proof: file names and addresses are shared and copied.</p>
<ul>${actors}</ul>
`
}</section>
`;
}

export function webShellsSection({ a, links }: ReportContext): Markup {
  if (a.webShells.length === 0) return NOTHING;
  const rows = a.webShells
    .slice(0, MAX_ROWS)
    .map((shell) => [
      html`${shell.page !== undefined && html`<div>${evidence(shell.page, 300)}</div>`}${
        shell.file !== undefined && html`<div class="small">${evidence(shell.file, 300)}</div>`
      }${shell.sha256 !== undefined && html`<div class="small">SHA-256 ${evidence(shell.sha256, 64)}</div>`}`,
      html`<span class="pill d-${shell.onDisk}">${ON_DISK[shell.onDisk]}</span>`,
      html`${times(shell.firstUsed, shell.lastUsed)}<div class="small">${counted(shell.requests, 'request')}</div>`,
      values(shell.clients),
      links(shell.findings),
    ]);
  return html`<section id="webshells"><h2>Web shells</h2>
${table('Web shells', ['Page and file', 'On disk', 'Used (UTC)', 'By', 'Findings'], rows)}${more(a.webShells.length - MAX_ROWS)}</section>
`;
}

export function mailboxesSection({ a, links }: ReportContext): Markup {
  if (a.mailboxes.length === 0) return NOTHING;
  const rows = a.mailboxes
    .slice(0, MAX_ROWS)
    .map((box) => [
      evidence(box.mailbox, 200),
      MAILBOX[box.how],
      times(box.first, box.last),
      html`${counted(box.requests, 'request')}${box.bytes !== undefined && html`<div class="small">${bytes(box.bytes)} sent back</div>`}`,
      values(box.by),
      links(box.findings),
    ]);
  return html`<section id="mailboxes"><h2>Mailboxes</h2>
${table('Mailboxes', ['Mailbox', 'What was done', 'When (UTC)', 'How much', 'By', 'Findings'], rows)}${more(a.mailboxes.length - MAX_ROWS)}</section>
`;
}

const ROLES: readonly ClientSummary['role'][] = ['intruder', 'attacker', 'suspicious', 'scanner'];

export function clientsSection({ a, links }: ReportContext): Markup {
  if (a.clients.length === 0) return NOTHING;
  const rows = (clients: readonly ClientSummary[]) =>
    clients
      .slice(0, MAX_ROWS)
      .map((client) => [
        evidence(client.address, 200),
        html`<span class="pill r-${client.role}">${ROLE[client.role]}</span>`,
        html`<span class="pill o-${client.outcome}">${OUTCOME[client.outcome]}</span>`,
        html`${times(client.first, client.last)}${
          client.sessions.length > 1 && html`<div class="small">in ${counted(client.sessions.length, 'session')}</div>`
        }`,
        number(client.requests),
        html`${client.context.map((text) => html`<div class="small">${prose(text)}</div>`)}`,
        links(client.findings),
      ]);
  const headers = ['Address', 'Role', 'How far', 'When (UTC)', 'Requests', 'Known as', 'Findings'];
  const ordered = [...a.clients].sort((x, y) => ROLES.indexOf(x.role) - ROLES.indexOf(y.role));
  const actors = ordered.filter((client) => client.role !== 'scanner');
  const scanners = ordered.filter((client) => client.role === 'scanner');
  return html`<section id="clients"><h2>Who it was: addresses</h2>
${actors.length > 0 && html`${table('Intruders and attackers', headers, rows(actors))}${more(actors.length - MAX_ROWS)}`}${
  scanners.length > 0 &&
  html`<details><summary>${counted(scanners.length, 'scanner')}: asked everybody on the internet, and came no further here</summary>
${table('Scanners', headers, rows(scanners))}${more(scanners.length - MAX_ROWS)}</details>
`
}</section>
`;
}
