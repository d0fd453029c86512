/** Lanes of what happened: one a phase, marks by outcome. */
import type { Phase as PhaseId, TimelineEntry } from '@allclear/model';
import { Outcome, Phase } from '@allclear/model';
import { milliseconds } from '../../text/dates.js';
import { OUTCOME, PHASE } from '../../text/labels.js';
import { cut, visible } from '../../text/visible.js';
import { html, type Markup } from '../markup.js';
import { type Mark, placeLabels } from './place-labels.js';
import type { Scale } from './scale.js';
import { px, symbol } from './symbols.js';

export interface Lane {
  readonly label: string;
  readonly height: number;
  /** Drawn with its upper edge at `top`. */
  draw(top: number): Markup;
}

interface Group {
  readonly from: number;
  to: number;
  /** Time of the act that the text tells of: the first of the worst. */
  time: number;
  outcome: Outcome;
  text: string;
  entries: number;
  records: number;
}

const RANK = Outcome.options;
const ROW = 20;
/** Shorter stretches are symbols, longer ones bars. */
const MIN_BAR = 14;
const LABEL_SIZE = 11.5;
const LABEL_LENGTH = 44;
const LABEL_ROWS = 4;
/** Entries closer than this many pixels become one mark … */
const MERGE = { overview: 7, detail: 3 };
/** … in the enlarged picture only if they tell the same, unless the lane holds more than this. */
const CROWD = 80;

function byPhase(timeline: readonly TimelineEntry[]): Map<PhaseId, TimelineEntry[]> {
  const lanes = new Map<PhaseId, TimelineEntry[]>();
  for (const phase of Phase.options) {
    const entries = timeline.filter((entry) => entry.phase === phase);
    if (entries.length > 0) lanes.set(phase, entries);
  }
  return lanes;
}

function group(entries: readonly TimelineEntry[], scale: Scale, merge: number, onlyAlike: boolean): Group[] {
  const timed = entries.flatMap((entry) => {
    const from = milliseconds(entry.time);
    if (from === undefined) return [];
    const to = Math.max(from, milliseconds(entry.end) ?? from);
    return to < scale.from || from > scale.to ? [] : [{ from, to, entry }];
  });
  timed.sort((x, y) => x.from - y.from);
  const groups: Group[] = [];
  for (const { from, to, entry } of timed) {
    const last = groups.at(-1);
    const { outcome } = entry;
    const alike = !onlyAlike || timed.length > CROWD || entry.text === last?.text;
    if (last && alike && scale.x(from) - scale.x(last.to) < merge) {
      last.to = Math.max(last.to, to);
      last.entries += 1;
      last.records += entry.count;
      if (RANK.indexOf(outcome) > RANK.indexOf(last.outcome)) {
        last.outcome = outcome;
        last.text = entry.text;
        last.time = from;
      }
    } else groups.push({ from, to, time: from, outcome, text: entry.text, entries: 1, records: entry.count });
  }
  return groups;
}

function shortLabel(item: Group): string {
  const text = visible(item.text);
  const short = text.length > LABEL_LENGTH ? `${text.slice(0, LABEL_LENGTH - 1).trimEnd()}…` : text;
  const others = item.entries > 1 ? ` (+${item.entries - 1})` : '';
  return `${new Date(item.time).toISOString().slice(11, 16)} ${short}${others}`;
}

function title(item: Group): string {
  const begin = new Date(item.from).toISOString().slice(0, 19).replace('T', ' ');
  const end = new Date(item.to).toISOString().slice(0, 19).replace('T', ' ');
  const when = begin === end ? `${begin} UTC` : `${begin} to ${end} UTC`;
  const others = item.entries > 1 ? ` and ${item.entries - 1} more here` : '';
  return `${when} · ${OUTCOME[item.outcome]} · ${cut(item.text, 200)}${others}`;
}

function drawMark(item: Group, scale: Scale, y: number): Markup {
  const left = scale.x(item.from);
  const wide = scale.x(item.to) - left;
  const shape =
    wide < MIN_BAR
      ? symbol(item.outcome, left, y)
      : html`<rect class="o-${item.outcome} bar" x="${px(left)}" y="${px(y - 5)}" width="${px(wide)}" height="10" rx="3"/>`;
  return html`<g>${html`<title>${title(item)}</title>`}${shape}</g>`;
}

/** Lanes without labels: the shape of the whole. */
export function overviewEventLanes(timeline: readonly TimelineEntry[], scale: Scale): Lane[] {
  return [...byPhase(timeline)].flatMap(([phase, entries]) => {
    const groups = group(entries, scale, MERGE.overview, false);
    if (groups.length === 0) return [];
    groups.sort((x, y) => RANK.indexOf(x.outcome) - RANK.indexOf(y.outcome));
    return [
      {
        label: PHASE[phase],
        height: 24,
        draw: (top: number) => html`${groups.map((item) => drawMark(item, scale, top + 12))}`,
      },
    ];
  });
}

/** Lanes with labels that never overlap. */
export function detailEventLanes(timeline: readonly TimelineEntry[], scale: Scale): Lane[] {
  return [...byPhase(timeline)].flatMap(([phase, entries]) => {
    const marks: Mark<Group>[] = group(entries, scale, MERGE.detail, true).map((item) => {
      const left = scale.x(item.from);
      const right = scale.x(item.to);
      return right - left < MIN_BAR
        ? { item, left: left - 7, right: left + 7, label: shortLabel(item) }
        : { item, left, right, label: shortLabel(item) };
    });
    if (marks.length === 0) return [];
    const placed = placeLabels(marks, { rows: LABEL_ROWS, left: scale.left, right: scale.right, size: LABEL_SIZE });
    const rows = Math.max(...placed.map((mark) => Math.max(mark.row, mark.text?.row ?? 0))) + 1;
    const middle = (top: number, row: number) => top + 2 + row * ROW + ROW / 2;
    const draw = (top: number) =>
      html`${placed.map(
        ({ item, row, label, text }) =>
          html`${drawMark(item, scale, middle(top, row))}${
            text !== undefined &&
            html`<text class="lab" x="${px(text.x)}" y="${px(middle(top, text.row) + 4)}" text-anchor="${text.anchor}">${label}</text>`
          }`,
      )}`;
    return [{ label: PHASE[phase], height: rows * ROW + 4, draw }];
  });
}
