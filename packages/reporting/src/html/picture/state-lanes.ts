/** Lanes of state: which build was in force, and what each source of evidence covers, gaps included. */
import type { Assessment, BuildSighting, SourceCoverage } from '@allclear/model';
import { milliseconds, timeRange } from '../../text/dates.js';
import { SOURCE } from '../../text/labels.js';
import { cut, visible } from '../../text/visible.js';
import { html, type Markup } from '../markup.js';
import type { Lane } from './event-lanes.js';
import { textWidth } from './place-labels.js';
import type { Scale } from './scale.js';
import { px } from './symbols.js';

const LABEL_SIZE = 11.5;
/** A gap stays visible however short it is. */
const MIN_GAP = 3;
const MAX_BUILDS = 20;
export const MAX_SOURCE_LANES = 14;

/** The text if it fits, or its beginning, or nothing. */
function fitted(text: string, room: number): string {
  const shown = visible(text);
  if (textWidth(shown, LABEL_SIZE) <= room) return shown;
  for (let length = Math.min(shown.length, 60); length > 5; length--) {
    const short = `${shown.slice(0, length).trimEnd()}…`;
    if (textWidth(short, LABEL_SIZE) <= room) return short;
  }
  return '';
}

function stretch(
  from: string | undefined,
  to: string | undefined,
  scale: Scale,
): { left: number; right: number } | undefined {
  const begin = milliseconds(from);
  const end = milliseconds(to) ?? begin;
  if (begin === undefined || end === undefined || end < scale.from || begin > scale.to) return undefined;
  return { left: scale.x(begin), right: Math.max(scale.x(begin) + 2, scale.x(end)) };
}

function drawBuild(sighting: BuildSighting, scale: Scale, top: number): Markup | false {
  const span = stretch(sighting.first, sighting.last, scale);
  if (span === undefined) return false;
  const name = sighting.name ?? sighting.build;
  const text = fitted(name, span.right - span.left - 12);
  return html`<g><title>${cut(name, 200)} (${sighting.build}): ${timeRange(sighting.first, sighting.last)}</title><rect class="build" x="${px(span.left)}" y="${px(top + 4)}" width="${px(span.right - span.left)}" height="18" rx="3"/>${
    text !== '' && html`<text class="lab on" x="${px(span.left + 6)}" y="${px(top + 17)}">${text}</text>`
  }</g>`;
}

/** One lane for the builds; none where the evidence tells no times. */
export function buildLanes(a: Assessment, scale: Scale): Lane[] {
  const timed = a.patch.history.filter((sighting) => stretch(sighting.first, sighting.last, scale) !== undefined);
  if (timed.length === 0) return [];
  return [
    {
      label: 'Exchange build',
      height: 26,
      draw: (top) => html`${timed.slice(0, MAX_BUILDS).map((sighting) => drawBuild(sighting, scale, top))}`,
    },
  ];
}

function drawSource(source: SourceCoverage, scale: Scale, top: number, hatch: string): Markup {
  const whole = scale.right - scale.left;
  const span = source.period && stretch(source.period.from, source.period.to, scale);
  if (source.status === 'missing' || source.status === 'not-supported' || span === undefined) {
    const text =
      source.period !== undefined
        ? 'nothing in this time'
        : source.status === 'examined' || source.status === 'partly'
          ? 'no times'
          : SOURCE[source.status];
    return html`<rect class="void" x="${px(scale.left)}" y="${px(top + 4)}" width="${px(whole)}" height="12" rx="2"/><text class="lab mute" x="${px(scale.left + 8)}" y="${px(top + 14)}">${text}</text>`;
  }
  const gaps = source.gaps.flatMap((gap) => {
    const hole = stretch(gap.from, gap.to, scale);
    if (hole === undefined) return [];
    const wide = Math.max(MIN_GAP, hole.right - hole.left);
    return html`<g><title>Gap ${timeRange(gap.from, gap.to)}: ${cut(gap.note, 200)}</title><rect class="hole" x="${px(hole.left)}" y="${px(top + 3)}" width="${px(wide)}" height="14"/><rect fill="url(#${hatch})" x="${px(hole.left)}" y="${px(top + 3)}" width="${px(wide)}" height="14"/></g>`;
  });
  return html`<g><title>${cut(source.title, 200)}: ${timeRange(source.period?.from, source.period?.to)}</title><rect class="void" x="${px(scale.left)}" y="${px(top + 4)}" width="${px(whole)}" height="12" rx="2"/><rect class="cover ${source.status}" x="${px(span.left)}" y="${px(top + 4)}" width="${px(span.right - span.left)}" height="12" rx="2"/></g>${gaps}`;
}

/** One lane a source; `hatch` is the id of the pattern for gaps. */
export function sourceLanes(a: Assessment, scale: Scale, hatch: string): Lane[] {
  return a.coverage.sources.slice(0, MAX_SOURCE_LANES).map((source) => ({
    label: source.title,
    height: 20,
    draw: (top) => drawSource(source, scale, top, hatch),
  }));
}
