/** What event logs show around the findings: programs with what started them, sign-ins, and the state of the logs. */
import type { EventLogCoverage, LogonSession, ProcessNode } from '@allclear/model';
import { counted, number } from '../../text/counts.js';
import { dateTime } from '../../text/dates.js';
import { MAX_ROWS, type ReportContext } from '../context.js';
import { evidence, html, type Markup, more, NOTHING, prose, table, times } from '../markup.js';

/** A chain of programs that is longer is drawn no deeper. */
const MAX_DEPTH = 24;

export function processesSection(context: ReportContext): Markup {
  const nodes = (context.a.processes ?? []).slice(0, MAX_ROWS);
  if (nodes.length === 0) return NOTHING;
  const known = new Set(nodes.map((node) => node.id));
  const children = new Map<string, ProcessNode[]>();
  const roots: ProcessNode[] = [];
  for (const node of nodes) {
    const { parent } = node;
    if (parent === undefined || parent === node.id || !known.has(parent)) roots.push(node);
    else children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  // A hand-made document may go round in circles: each program is drawn once.
  const drawn = new Set<string>();
  const branch = (node: ProcessNode, depth: number): Markup => {
    if (drawn.has(node.id) || depth > MAX_DEPTH) return NOTHING;
    drawn.add(node.id);
    const below = (children.get(node.id) ?? []).map((child) => branch(child, depth + 1));
    return html`<li>${program(node, context)}${below.length > 0 && html`<ul>${below}</ul>`}</li>
`;
  };
  return html`<section id="processes"><h2>Programs</h2>
<p class="small">What findings saw being started, what started it, and what it started in turn; from event logs.</p>
<ul class="tree">${roots.map((root) => branch(root, 0))}</ul>
${more((context.a.processes ?? []).length - drawn.size)}</section>
`;
}

function program(node: ProcessNode, { links }: ReportContext): Markup {
  const name = node.image.split(/[\\/]/).at(-1) ?? node.image;
  const facts = [
    node.started === undefined ? undefined : dateTime(node.started),
    node.pid === undefined ? undefined : `process ${node.pid}`,
    node.applicationPool === undefined ? undefined : `application pool ${node.applicationPool}`,
    node.user === undefined ? undefined : `as ${node.user}`,
  ].filter((fact) => fact !== undefined);
  return html`<div class="program${node.findings.length > 0 && ' hit'}"><strong>${evidence(name, 100)}</strong> <span class="small">${prose(facts.join(' · '))}</span> ${links(node.findings)}${
    node.commandLine !== undefined && html`<div class="small">${evidence(node.commandLine, 400)}</div>`
  }</div>`;
}

const KIND: Readonly<Record<LogonSession['kind'], string>> = {
  interactive: 'at the screen',
  network: 'over the network',
  batch: 'by a task',
  service: 'as a service',
  unlock: 'screen unlocked',
  'network-cleartext': 'over the network, password in clear',
  'new-credentials': 'with other credentials',
  'remote-desktop': 'by remote desktop',
  cached: 'with a cached password',
  other: 'otherwise',
};

export function logonsSection({ a, links }: ReportContext): Markup {
  const logons = a.logons ?? [];
  if (logons.length === 0) return NOTHING;
  const rows = logons
    .slice(0, MAX_ROWS)
    .map((logon) => [
      evidence(logon.account, 200),
      html`${KIND[logon.kind]}${logon.privileged && html`<div class="small">as administrator</div>`}`,
      html`${logon.client !== undefined && evidence(logon.client, 100)}${logon.workstation !== undefined && html` <span class="small">${evidence(logon.workstation, 100)}</span>`}`,
      times(logon.from, logon.to),
      links(logon.findings),
    ]);
  return html`<section id="logons"><h2>Sign-ins</h2>
<p class="small">Of people, and those in which findings happened; from the security log.</p>
${table('Sign-ins', ['Account', 'How', 'From', 'When (UTC)', 'Findings'], rows)}${more(logons.length - MAX_ROWS)}</section>
`;
}

/** Event logs one by one, below the sources. */
export function eventLogs(logs: readonly EventLogCoverage[]): Markup {
  if (logs.length === 0) return NOTHING;
  const rows = logs
    .slice(0, MAX_ROWS)
    .map((log) => [
      evidence(log.channel, 150),
      number(log.records),
      times(log.period?.from, log.period?.to, 'no times'),
      html`${log.missing > 0 && html`<div>${counted(log.missing, 'number')} missing</div>`}${
        log.marks.length > 0 &&
        html`<ul class="gaps">${log.marks.slice(0, 20).map((mark) => html`<li>${mark.from !== undefined && html`<span class="time">${dateTime(mark.from)}</span> `}${prose(mark.text)}</li>`)}</ul>`
      }`,
    ]);
  return html`<h3>Event logs</h3>
${table('Event logs', ['Log', 'Records', 'Period (UTC)', 'What happened to it'], rows)}${more(logs.length - MAX_ROWS)}`;
}
