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
/** Entries closer than this many pixels become one mark. */
const MERGE = { overview: 7, detail: 3 };

function byPhase(timeline: readonly TimelineEntry[]): Map<PhaseId, TimelineEntry[]> {
  const lanes = new Map<PhaseId, TimelineEntry[]>();
  for (const phase of Phase.options) {
    const entries = timeline.filter((entry) => entry.phase === phase);
    if (entries.length > 0) lanes.set(phase, entries);
  }
  return lanes;
}

function group(entries: readonly TimelineEntry[], scale: Scale, merge: number): Group[] {
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
    if (last && scale.x(from) - scale.x(last.to) < merge) {
      last.to = Math.max(last.to, to);
      last.entries += 1;
      last.records += entry.count;
      if (RANK.indexOf(outcome) > RANK.indexOf(last.outcome)) {
        last.outcome = outcome;
        last.text = entry.text;
      }
    } else groups.push({ from, to, outcome, text: entry.text, entries: 1, records: entry.count });
  }
  return groups;
}

function shortLabel(item: Group): string {
  const text = visible(item.text);
  const short = text.length > LABEL_LENGTH ? `${text.slice(0, LABEL_LENGTH - 1).trimEnd()}…` : text;
  const others = item.entries > 1 ? ` (+${item.entries - 1})` : '';
  return `${new Date(item.from).toISOString().slice(11, 16)} ${short}${others}`;
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
    const groups = group(entries, scale, MERGE.overview);
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
    const marks: Mark<Group>[] = group(entries, scale, MERGE.detail).map((item) => {
      const left = scale.x(item.from);
      const right = scale.x(item.to);
      return right - left < MIN_BAR
        ? { item, left: left - 7, right: left + 7, label: shortLabel(item) }
        : { item, left, right, label: shortLabel(item) };
    });
    if (marks.length === 0) return [];
    const placed = placeLabels(marks, { rows: LABEL_ROWS, left: scale.left, right: scale.right, size: LABEL_SIZE });
    const rows = Math.max(...placed.map((mark) => mark.row)) + 1;
    const draw = (top: number) =>
      html`${placed.map((mark) => {
        const y = top + 2 + mark.row * ROW + ROW / 2;
        return html`${drawMark(mark.item, scale, y)}${
          mark.labelAt !== undefined &&
          html`<text class="lab" x="${px(mark.labelAt)}" y="${px(y + 4)}"${
            mark.side === 'left' && html` text-anchor="end"`
          }>${mark.label}</text>`
        }`;
      })}`;
    return [{ label: PHASE[phase], height: rows * ROW + 4, draw }];
  });
}
