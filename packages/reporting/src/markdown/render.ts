/** The report for a ticket, a wiki or a mail: the same content as report.html, without pictures. */
import type { Assessment, Finding } from '@allclear/model';
import { bytes, counted, list, number } from '../text/counts.js';
import { dateTime, timeRange } from '../text/dates.js';
import {
  ANSWER,
  axisLabels,
  type CHECK,
  ENTITY,
  MAILBOX,
  ON_DISK,
  OUTCOME,
  PHASE,
  ROLE,
  SEVERITY,
  SOURCE,
  VULNERABILITY,
  verdictLabel,
} from '../text/labels.js';
import { notExaminedReasons } from '../view/coverage.js';
import { howToSee, placeDetail, selectFindings } from '../view/findings.js';
import { code, table, text } from './escape.js';

const MAX_FINDINGS = 100;
const MAX_ROWS = 100;
const MAX_QUOTES = 3;
const MAX_VALUES = 6;

function left(total: number, limit: number): string {
  return total > limit ? `and ${number(total - limit)} more in assessment.json\n\n` : '';
}

function section(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}

function when(first: string | undefined, last: string | undefined): string {
  return timeRange(first, last) ?? 'no time';
}

function rows<T>(headers: readonly string[], items: readonly T[], cells: (item: T) => readonly string[]): string {
  return items.length === 0 ? '' : table(headers, items.slice(0, MAX_ROWS).map(cells)) + left(items.length, MAX_ROWS);
}

/** The whole report. Pure; ends with a line end. */
export function renderMarkdown(a: Assessment): string {
  const scanners = a.clients.filter((client) => client.role === 'scanner').length;
  const open = a.patch.vulnerabilities.filter(({ status }) => status !== 'fixed' && status !== 'not-affected');
  const checked = (status: keyof typeof CHECK) => a.checks.filter((check) => check.status === status);
  const answers = a.answers.map((answer) => {
    const missing = answer.missing.length > 0 ? ` To answer better: ${answer.missing.map(text).join(' ')}` : '';
    return `- **${text(answer.question)}** (${ANSWER[answer.answer]}) ${text(answer.text)}${missing}\n`;
  });
  const actions = [...a.actions]
    .sort((x, y) => x.order - y.order)
    .slice(0, MAX_ROWS)
    .map((action) => `${action.order}. **${text(action.title)}** ${text(action.how)}\n`);
  return [
    `# ${verdictLabel(a.verdict)}: ${text(a.host.name)}\n\n${text(a.verdict.statement)}\n\n`,
    `${text(a.host.product ?? 'Exchange version unknown')} · ${axisLabels(a.axes)
      .map(({ name, value }) => `${name}: **${value}**`)
      .join(' · ')}\n\n`,
    section('The answers', `${answers.join('')}\n`),
    section('What to do in the next hour, and after', actions.length === 0 ? '' : `${actions.join('')}\n`),
    section(
      'How they went about it',
      rows(['Phase', 'How far', 'When (UTC)', `ATT&CK ${text(a.tool.attack)}`], a.phases, (phase) => [
        PHASE[phase.phase],
        OUTCOME[phase.outcome],
        when(phase.first, phase.last),
        list(phase.techniques.map(({ id, name }) => `${id} ${text(name)}`)),
      ]),
    ),
    section(
      'Web shells',
      rows(['Page', 'File', 'On disk', 'Used (UTC)', 'Requests', 'By'], a.webShells, (shell) => [
        shell.page === undefined ? '' : code(shell.page),
        shell.file === undefined ? '' : code(shell.file),
        ON_DISK[shell.onDisk],
        when(shell.firstUsed, shell.lastUsed),
        number(shell.requests),
        list(shell.clients.map(code), MAX_VALUES),
      ]),
    ),
    section(
      'Mailboxes',
      rows(['Mailbox', 'What was done', 'When (UTC)', 'How much', 'By'], a.mailboxes, (box) => [
        code(box.mailbox),
        MAILBOX[box.how],
        when(box.first, box.last),
        counted(box.requests, 'request') + (box.bytes === undefined ? '' : `, ${bytes(box.bytes)}`),
        list(box.by.map(code), MAX_VALUES),
      ]),
    ),
    section(
      'Addresses',
      rows(
        ['Address', 'Role', 'How far', 'When (UTC)', 'Requests'],
        a.clients.filter((client) => client.role !== 'scanner'),
        (client) => [
          code(client.address),
          ROLE[client.role],
          OUTCOME[client.outcome],
          when(client.first, client.last),
          number(client.requests),
        ],
      ) + (scanners > 0 ? `${counted(scanners, 'scanner')} asked too and came no further.\n\n` : ''),
    ),
    findings(a),
    section(
      'Patch state',
      `${text(a.patch.current?.name ?? a.patch.current?.build ?? 'The build at the end of the evidence is not known.')} ${text(
        a.patch.march2021.note,
      )}\n\n${rows(['Vulnerability', 'State', 'Used by attackers', 'Fixed by'], open, (item) => [
        text(item.alias === undefined ? item.id : `${item.id} (${item.alias})`),
        VULNERABILITY[item.status],
        item.knownExploited ? 'yes' : 'not known',
        text(item.fixedBy ?? ''),
      ])}`,
    ),
    section(
      'What was checked',
      a.checks.length === 0
        ? ''
        : `${counted(checked('hit').length, 'check')} with a hit, ${number(checked('no-hit').length)} without for the period that the sources cover, ${number(
            checked('could-not-check').length,
          )} could not be checked.\n\n${rows(
            ['Could not check', 'Question', 'Why'],
            checked('could-not-check'),
            (check) => [code(check.id), text(check.title), text(check.note ?? '')],
          )}`,
    ),
    section(
      'Coverage',
      rows(['Source', 'State', 'Period (UTC)', 'Records', 'Gaps', 'Notes'], a.coverage.sources, (source) => [
        text(source.title),
        SOURCE[source.status],
        source.period ? when(source.period.from, source.period.to) : '',
        number(source.records),
        list(
          source.gaps.map((gap) => `${when(gap.from, gap.to)}: ${text(gap.note)}`),
          MAX_VALUES,
        ),
        [...source.notes, ...(source.collect === undefined ? [] : [`To collect: ${source.collect}`])]
          .map(text)
          .join(' '),
      ]),
    ),
    section(
      'Not examined',
      a.coverage.notExamined.length === 0
        ? 'Every file that was found and is of a known kind was examined.\n\n'
        : `${counted(a.coverage.notExamined.length, 'file')}: ${notExaminedReasons(a.coverage.notExamined)}.\n\n${rows(
            ['File', 'Why', 'Code'],
            a.coverage.notExamined,
            (item) => [code(item.file), text(item.reason), item.code],
          )}`,
    ),
    `---\n\nAllclear ${text(a.tool.version)}, content ${text(a.tool.content)}. Times are UTC.\n`,
  ].join('');
}

function findings(a: Assessment): string {
  const { shown, left: rest } = selectFindings(a, MAX_FINDINGS);
  if (shown.length === 0) return section('Findings', 'None. What this is worth stands under Coverage.\n\n');
  const tail = rest > 0 ? `and ${number(rest)} more in assessment.json\n\n` : '';
  return section(`Findings (${number(a.findings.length)})`, shown.map(finding).join('') + tail);
}

function finding(item: Finding): string {
  const see = howToSee(item);
  const facts = [
    SEVERITY[item.severity],
    OUTCOME[item.outcome],
    when(item.first, item.last),
    counted(item.count, 'record'),
  ];
  const lines = [
    `### ${text(item.rule.title)}\n\n`,
    `${code(item.id)} · ${facts.join(' · ')}\n\n`,
    `- **What was seen:** ${text(item.what)}\n- **Why it matters:** ${text(item.why)}\n- **What to do:** ${text(item.next)}\n`,
  ];
  if (item.entities.length > 0) {
    const values = item.entities.map((entity) => `${ENTITY[entity.kind]} ${code(entity.value)}`);
    lines.push(`- **Who and what:** ${list(values, MAX_VALUES)}\n`);
  }
  for (const quote of item.quotes.slice(0, MAX_QUOTES)) {
    const detail = placeDetail(quote.place);
    const fields = Object.entries(quote.fields).map(([name, value]) => `${code(name)} = ${code(value)}`);
    lines.push(
      `- **Evidence:** ${code(quote.place.file)}${detail === '' ? '' : ` ${text(detail)}`}${
        quote.time === undefined ? '' : `, ${dateTime(quote.time)}`
      }: ${fields.join(', ')}\n`,
    );
  }
  if (see)
    lines.push(
      `- **See it yourself:** ${code(see.text)}${see.where === undefined ? '' : ` where ${code(see.where)}`}\n`,
    );
  if (item.falsePositives.length > 0) lines.push(`- **False alarm if:** ${item.falsePositives.map(text).join(' ')}\n`);
  return `${lines.join('')}\n`;
}
