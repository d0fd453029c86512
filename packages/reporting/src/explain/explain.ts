/** `allclear explain`: one finding in full, or the list of all; plain text for a terminal or a mail. */
import type { Assessment, Finding, Quote } from '@allclear/model';
import { counted, list } from '../text/counts.js';
import { dateTime, timeRange } from '../text/dates.js';
import { ENTITY, OUTCOME, PHASE, SEVERITY, verdictLabel } from '../text/labels.js';
import { cut, visible } from '../text/visible.js';
import { wrap } from '../text/wrap.js';
import { howToSee, placeDetail, sortedFindings } from '../view/findings.js';

const WIDTH = 96;
const INDENT = '  ';
const MAX_TEXT = 4000;
const MAX_FIELD = 1000;
const MAX_ENTITIES = 50;
/** Longest list on a screen; the rest is in assessment.json. */
export const MAX_LISTED = 1000;

/**
 * The full text of the finding with this id, or without an id the list of all findings, worst first.
 * Undefined where no finding has the id. Ends with a line end.
 */
export function explainFinding(a: Assessment, id?: string): string | undefined {
  if (id === undefined) return overview(a);
  const finding = a.findings.find((candidate) => candidate.id.toLowerCase() === id.trim().toLowerCase());
  return finding === undefined ? undefined : full(a, finding);
}

function shown(text: string, limit = MAX_TEXT): string {
  return visible(cut(text, limit));
}

function paragraph(text: string, indent = INDENT): string[] {
  return wrap(shown(text), WIDTH - indent.length).map((line) => indent + line);
}

function overview(a: Assessment): string {
  const lines = [`${verdictLabel(a.verdict)}    ${shown(a.host.name)}`, ...wrap(shown(a.verdict.statement), WIDTH), ''];
  const findings = sortedFindings(a);
  if (findings.length === 0) {
    lines.push('No findings. What was examined, and what could not be, stands in report.html under Coverage.');
    return `${lines.join('\n')}\n`;
  }
  lines.push(
    `${counted(findings.length, 'finding')}, worst first. One in full: allclear explain <assessment.json> <id>`,
    '',
  );
  for (const finding of findings.slice(0, MAX_LISTED)) {
    const when = timeRange(finding.first, finding.first) ?? 'no time';
    lines.push(
      `${finding.id}  ${SEVERITY[finding.severity].padEnd(11)}  ${OUTCOME[finding.outcome].padEnd(18)}  ${when}`,
    );
    const times = finding.count === 1 ? '' : ` (${counted(finding.count, 'time')})`;
    lines.push(...paragraph(finding.rule.title + times, ' '.repeat(16)));
  }
  if (findings.length > MAX_LISTED) lines.push(`and ${findings.length - MAX_LISTED} more in assessment.json`);
  return `${lines.join('\n')}\n`;
}

function full(a: Assessment, finding: Finding): string {
  const lines = [
    ...wrap(`${finding.id}  ${shown(finding.rule.title)}`, WIDTH),
    [
      `severity ${SEVERITY[finding.severity]}`,
      `confidence ${finding.confidence}`,
      OUTCOME[finding.outcome],
      `phase: ${PHASE[finding.phase]}`,
    ].join(' · '),
  ];
  const section = (title: string, body: readonly string[]) => {
    if (body.length > 0) lines.push('', title.toUpperCase(), ...body);
  };
  const when = timeRange(finding.first, finding.last);
  section('Where and when', [
    ...paragraph(`server: ${a.host.name}`),
    ...paragraph(`${when ?? 'the records tell no time'}; ${counted(finding.count, 'matched record')}`),
    ...(finding.present ? paragraph('still on the server when the evidence was collected') : []),
    ...entityLines(finding),
  ]);
  section('What was seen', paragraph(finding.what));
  section('Why it matters', paragraph(finding.why));
  section('What to do', paragraph(finding.next));
  section('The evidence', finding.quotes.flatMap(quoteLines));
  const see = howToSee(finding);
  if (see) {
    section('See it yourself', [
      ...see.text.split(/\r?\n/).map((line) => INDENT + shown(line)),
      ...(see.where === undefined ? [] : paragraph(`${see.where} (quote it with care: a shell could obey it)`)),
    ]);
  }
  section(
    'What would make it a false alarm',
    finding.falsePositives.flatMap((text) => paragraph(`- ${text}`)),
  );
  section('What this detection would miss', finding.misses === undefined ? [] : paragraph(finding.misses));
  section('Rule', [
    ...paragraph(
      `${finding.rule.id} by ${finding.rule.author}${finding.rule.licence === undefined ? '' : ` (licence: ${finding.rule.licence})`}${finding.rule.source === undefined ? '' : `, from ${finding.rule.source}`}`,
    ),
    ...finding.techniques.flatMap((technique) =>
      paragraph(`ATT&CK ${a.tool.attack}: ${technique.id} ${technique.name}`),
    ),
    ...(finding.vulnerabilities.length > 0 ? paragraph(list(finding.vulnerabilities)) : []),
    ...(finding.rule.checks.length > 0 ? paragraph(`answers: ${list(finding.rule.checks)}`) : []),
    ...finding.rule.references.map((reference) => INDENT + shown(reference)),
  ]);
  return `${lines.join('\n')}\n`;
}

function entityLines(finding: Finding): string[] {
  const lines = finding.entities
    .slice(0, MAX_ENTITIES)
    .flatMap((entity) => paragraph(`${ENTITY[entity.kind]}: ${entity.value}`));
  const left = finding.entities.length - MAX_ENTITIES;
  return left > 0 ? [...lines, `${INDENT}and ${left} more in assessment.json`] : lines;
}

function quoteLines(quote: Quote): string[] {
  const detail = placeDetail(quote.place);
  const head = [quote.place.file, detail, quote.time === undefined ? '' : dateTime(quote.time)].filter(
    (part) => part !== '',
  );
  const fields = Object.entries(quote.fields).map(
    ([name, value]) => `${INDENT}${INDENT}${shown(name, MAX_FIELD)} = ${shown(value, MAX_FIELD)}`,
  );
  return [INDENT + head.map((part) => shown(part)).join(', '), ...fields];
}
