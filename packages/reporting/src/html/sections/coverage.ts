/** What the answers rest on: checks, sources with their gaps, and what was not examined. */
import type { CheckResult, SourceCoverage } from '@allclear/model';
import { bytes, counted, number } from '../../text/counts.js';
import { dayRange, duration, milliseconds } from '../../text/dates.js';
import { CHECK, NOT_EXAMINED, SOURCE } from '../../text/labels.js';
import { notExaminedReasons, startsAfterAttack } from '../../view/coverage.js';
import { MAX_ROWS, type ReportContext } from '../context.js';
import { evidence, html, type Markup, more, NOTHING, prose, table, times } from '../markup.js';
import { eventLogs } from './activity.js';

const MAX_GAPS = 30;
const GAP = { hours: 'no rows', files: 'files not there', lines: 'lines vanish' };

export function checksSection({ a, links }: ReportContext): Markup {
  if (a.checks.length === 0) return NOTHING;
  const rows = (checks: readonly CheckResult[]) =>
    checks
      .slice(0, MAX_ROWS * 2)
      .map((check) => [
        evidence(check.id, 60),
        prose(check.title),
        html`<span class="pill c-${check.status}">${CHECK[check.status]}</span>`,
        check.status === 'could-not-check' ? '' : check.period ? dayRange(check.period) : '',
        prose(check.sources.slice(0, 12).join(', ')),
        html`${check.note !== undefined && html`${prose(check.note)} `}${links(check.findings)}`,
      ]);
  const headers = ['Check', 'Question', 'Result', 'For this period', 'Sources used', 'Remarks'];
  const part = (status: CheckResult['status'], title: string, open: boolean) => {
    const checks = a.checks.filter((check) => check.status === status);
    if (checks.length === 0) return NOTHING;
    return html`<details${open && html` open`}><summary>${title}: ${number(checks.length)}</summary>
${table(title, headers, rows(checks))}${more(checks.length - MAX_ROWS * 2)}</details>
`;
  };
  return html`<section id="checks"><h2>What was checked</h2>
<p class="small">“No hit” holds for the named period and sources only.</p>
${part('hit', 'Hit', true)}${part('could-not-check', 'Could not check', true)}${part('no-hit', 'No hit for this period', a.checks.length <= 40)}</section>
`;
}

function gaps(source: SourceCoverage): Markup {
  if (source.gaps.length === 0) return NOTHING;
  const items = source.gaps.slice(0, MAX_GAPS).map((gap) => {
    const from = milliseconds(gap.from);
    const to = milliseconds(gap.to);
    const long = from !== undefined && to !== undefined ? `, ${duration(to - from)}` : '';
    return html`<li>${times(gap.from, gap.to)}${long} (${GAP[gap.kind]}): ${prose(gap.note)}</li>`;
  });
  return html`<ul class="gaps">${items}</ul>${more(source.gaps.length - MAX_GAPS)}`;
}

export function coverageSection({ a }: ReportContext): Markup {
  const rows = a.coverage.sources
    .slice(0, MAX_ROWS)
    .map((source) => [
      html`<strong>${prose(source.title)}</strong><div class="small">${prose(source.artifact)}</div>`,
      html`<span class="pill k-${source.status}">${SOURCE[source.status]}</span>`,
      times(source.period?.from, source.period?.to, ''),
      source.files > 0 &&
        html`${counted(source.files, 'file')}, ${bytes(source.bytes)}<div class="small">${counted(source.records, 'record')}${
          source.unreadable > 0 && `, ${number(source.unreadable)} not readable`
        }</div>`,
      html`${gaps(source)}${startsAfterAttack(source, a) && html`<p>Starts after the first sign of the attack.</p>`}${source.notes
        .slice(0, 20)
        .map(
          (note) => html`<p>${prose(note)}</p>`,
        )}${source.collect !== undefined && html`<p><strong>To collect:</strong> ${prose(source.collect)}</p>`}`,
    ]);
  return html`<section id="coverage"><h2>Coverage: what was there to look at</h2>
<p class="small">An all-clear is worth as much as the evidence behind it.</p>
${
  rows.length > 0
    ? html`${table('Sources of evidence', ['Source', 'State', 'Period (UTC)', 'How much', 'Gaps, notes, how to collect'], rows)}${more(
        a.coverage.sources.length - MAX_ROWS,
      )}`
    : html`<p>No source of evidence was found.</p>
`
}${eventLogs(a.coverage.eventLogs ?? [])}</section>
`;
}

export function notExaminedSection({ a }: ReportContext): Markup {
  const { notExamined, problems } = a.coverage;
  const files =
    notExamined.length === 0
      ? html`<p>Every file that was found and is of a known kind was examined.</p>
`
      : html`<p>${counted(notExamined.length, 'file')}: ${notExaminedReasons(notExamined)}.</p>
${table(
  'Files not examined',
  ['File', 'Why', 'Exactly', 'Code'],
  notExamined
    .slice(0, MAX_ROWS)
    .map((item) => [
      evidence(item.file, 400),
      NOT_EXAMINED[item.code],
      prose(item.reason),
      html`<code>${item.code}</code>`,
    ]),
)}${more(notExamined.length - MAX_ROWS)}`;
  const troubles =
    problems.length > 0 &&
    html`<details><summary>Troubles while reading: ${number(problems.length)}</summary>
${table(
  'Problems',
  ['Where', 'What', 'How often', 'Code'],
  problems
    .slice(0, MAX_ROWS)
    .map((problem) => [
      html`${problem.file !== undefined && evidence(problem.file, 400)}${problem.line !== undefined && ` line ${number(problem.line)}`}`,
      prose(problem.detail),
      number(problem.count ?? 1),
      html`<code>${problem.code}</code>`,
    ]),
)}${more(problems.length - MAX_ROWS)}</details>
`;
  return html`<section id="not-examined"><h2>Not examined</h2>
${files}${troubles}</section>
`;
}
