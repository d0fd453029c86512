/** The one-screen summary that `assess` prints. Its shape is a promise to scripts and people: add, do not bend. */
import type { Answer, Assessment, Verdict } from '@allclear/model';
import { counted } from '../text/counts.js';
import { axisLabels, verdictLabel } from '../text/labels.js';
import { cut, visible } from '../text/visible.js';
import { columns, wrap } from '../text/wrap.js';
import { examinedClauses, notExaminedReasons, toCollect } from '../view/coverage.js';
import { type Paint, painter, type Tone } from './style.js';

export interface SummaryOptions {
  readonly colour: boolean;
  /** Columns of the terminal; fewer than 40 count as 40. */
  readonly width: number;
  /** Path of the written assessment.json, as the user would type it. */
  readonly assessmentPath?: string;
  /** Replaces what the line Next says, e.g. where a verb is not to be had. */
  readonly next?: string;
}

const LABEL_COLUMNS = 14;
const MIN_WIDTH = 40;
/** Longest value of one line, so that the summary stays on one screen whatever the evidence says. */
const MAX_VALUE = 500;
const MAX_NAME = 200;
const MAX_SOURCES = 5;
const MAX_COLLECT = 3;

const TONE: Record<Verdict['level'], Tone> = {
  compromised: 'bad',
  attacked: 'warn',
  suspicious: 'warn',
  'nothing-found': 'good',
  'cannot-tell': 'unsure',
};

const QUESTIONS: readonly { readonly id: Answer['id']; readonly label: string }[] = [
  { id: 'attacked', label: 'Attacked?' },
  { id: 'entered', label: 'Got in?' },
  { id: 'taken', label: 'Taken?' },
  { id: 'present', label: 'Still there?' },
  { id: 'patched', label: 'Patched?' },
];

/** The screen that `assess` prints: verdict, answers, coverage, next step. `width` in columns; times in UTC. */
export function renderSummary(a: Assessment, options: SummaryOptions): string {
  const width = Math.max(MIN_WIDTH, Math.floor(options.width) || MIN_WIDTH);
  const paint = painter(options.colour);
  const lines = headLines(a, width, paint);
  const add = (label: string, value: string) => {
    const wrapped = wrap(visible(cut(value, MAX_VALUE)), width - LABEL_COLUMNS);
    wrapped.forEach((line, index) => {
      lines.push(
        index === 0
          ? `${paint('strong', label)}${' '.repeat(LABEL_COLUMNS - label.length)}${line}`
          : ' '.repeat(LABEL_COLUMNS) + line,
      );
    });
  };
  for (const { id, label } of QUESTIONS) {
    const answer = a.answers.find((candidate) => candidate.id === id);
    add(label, answer?.text ?? 'unknown: the assessment does not answer this');
  }
  add(
    'State',
    axisLabels(a.axes)
      .map(({ name, value }) => `${name}: ${value}`)
      .join(' · '),
  );
  add('Examined', examinedClauses(a, MAX_SOURCES).join(' · '));
  add('Not examined', notExaminedLine(a));
  if (a.verdict.level === 'cannot-tell' || a.verdict.level === 'nothing-found') {
    const wanted = toCollect(a);
    for (const { title, how } of wanted.slice(0, MAX_COLLECT)) add('Collect', `${title}: ${how}`);
    if (wanted.length > MAX_COLLECT) add('', `${counted(wanted.length - MAX_COLLECT, 'more source')}: see report.html`);
  }
  add('Next', options.next ?? nextLine(a, options.assessmentPath));
  return `${lines.join('\n')}\n`;
}

/** `VERDICT    host    product`, broken between the parts where the line is too narrow. */
function headLines(a: Assessment, width: number, paint: Paint): string[] {
  const verdict = verdictLabel(a.verdict);
  const parts = [a.host.name, a.host.product ?? 'Exchange version unknown'].map((part) => visible(cut(part, MAX_NAME)));
  const lines: string[] = [];
  let line = paint(TONE[a.verdict.level], verdict);
  let used = columns(verdict);
  for (const part of parts) {
    const wide = columns(part);
    if (used + 4 + wide <= width) {
      line += `    ${part}`;
      used += 4 + wide;
      continue;
    }
    lines.push(line);
    const pieces = wrap(part, width - 4).map((piece) => `    ${piece}`);
    line = pieces.pop() ?? '';
    used = columns(line);
    lines.push(...pieces);
  }
  lines.push(line);
  return lines;
}

function notExaminedLine(a: Assessment): string {
  const items = a.coverage.notExamined;
  if (items.length === 0) return 'nothing that was found was left out';
  return `${counted(items.length, 'file')} (${notExaminedReasons(items)}): see report.html`;
}

function nextLine(a: Assessment, path: string | undefined): string {
  if (path === undefined) return a.actions[0]?.title ?? 'see report.html';
  const typed = /[\s"'`$&|;<>()]/.test(path) ? `"${path}"` : path;
  if (a.verdict.level === 'compromised') return `allclear plan ${typed}`;
  if (a.verdict.level === 'cannot-tell')
    return `collect what is missing and assess again; why: allclear explain ${typed}`;
  return `allclear explain ${typed}`;
}
