/** The picture of the timeline: everything once, then the visits of the intruder enlarged. */
import type { Assessment } from '@allclear/model';
import { Outcome } from '@allclear/model';
import { counted } from '../../text/counts.js';
import { dateTime, milliseconds, timeRange } from '../../text/dates.js';
import { OUTCOME } from '../../text/labels.js';
import { html, type Markup } from '../markup.js';
import { detailEventLanes, overviewEventLanes } from './event-lanes.js';
import { AXIS_LEFT, AXIS_RIGHT, drawPanel } from './panel.js';
import { createScale } from './scale.js';
import { buildLanes, MAX_SOURCE_LANES, sourceLanes } from './state-lanes.js';
import { symbol } from './symbols.js';
import { overviewWindow, visitWindows, type Window } from './windows.js';

/** Phases of the defenders and standing holes are no visit; they stay in the overview. */
const NOT_ENLARGED = new Set(['exposure']);

function patchedWindow(a: Assessment): Window | undefined {
  const to = milliseconds(a.patch.march2021.fixedBefore);
  if (to === undefined) return undefined;
  return { from: Math.min(to, milliseconds(a.patch.march2021.fixedAfter) ?? to), to };
}

function legend(a: Assessment): Markup {
  const used = new Set(a.timeline.map((entry) => entry.outcome));
  const shapes = [...Outcome.options].reverse().filter((outcome) => used.has(outcome));
  return html`<ul class="legend" aria-label="Legend">${shapes.map(
    (outcome) =>
      html`<li><svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">${symbol(outcome, 9, 9)}</svg>${OUTCOME[outcome]}</li>`,
  )}<li><span class="key cover"></span>covered by logs</li><li><span class="key hole"></span>gap</li><li><span class="key void"></span>nothing there</li></ul>
`;
}

export function renderPicture(a: Assessment): Markup {
  const overview = overviewWindow(a);
  if (overview === undefined)
    return html`<p>The evidence tells no times, so there is nothing to draw.</p>
`;
  const visits = visitWindows(a, overview);
  const patched = patchedWindow(a);
  const scale = createScale(overview.from, overview.to, AXIS_LEFT, AXIS_RIGHT);
  const whole = timeRange(new Date(overview.from).toISOString(), new Date(overview.to - 1).toISOString()) ?? '';
  const left = a.coverage.sources.length - MAX_SOURCE_LANES;
  const incident = timeRange(a.incident.first, a.incident.last);
  const panels = [
    html`<h3>The whole time: ${whole.slice(0, 10)} to ${new Date(overview.to - 1).toISOString().slice(0, 10)}</h3>
`,
    drawPanel({
      id: 'p0',
      title: 'Timeline of attack, builds and evidence',
      description: `${counted(a.timeline.length, 'event')}${incident === undefined ? '' : `, signs of the attack ${incident}`}; ${counted(a.coverage.sources.length, 'source')} of evidence. The table below says the same in words.`,
      scale,
      groups: [
        { title: 'WHAT HAPPENED', lanes: overviewEventLanes(a.timeline, scale) },
        { title: 'STATE OF THE SERVER', lanes: buildLanes(a, scale) },
        { title: 'EVIDENCE AND ITS GAPS', lanes: sourceLanes(a, scale, 'p0-hatch') },
      ],
      enlarged: visits,
      ...(patched ? { patched } : {}),
    }),
    left > 0 &&
      html`<p class="more">and ${counted(left, 'more source')}: see Coverage</p>
`,
    legend(a),
    visits.map((visit, index) => detailPanel(a, visit, index, patched)),
  ];
  return html`<figure class="timeline">${panels}<figcaption>All times are UTC. ${
    visits.length > 0 && 'The shaded days are enlarged below the overview. '
  }A log that begins after the attack, or has a gap, proves nothing about the time that it does not cover.</figcaption></figure>
`;
}

function detailPanel(a: Assessment, visit: Window, index: number, patched: Window | undefined): Markup {
  const id = `p${index + 1}`;
  const scale = createScale(visit.from, visit.to, AXIS_LEFT, AXIS_RIGHT);
  const from = dateTime(new Date(visit.from).toISOString()).slice(0, 16);
  const to = dateTime(new Date(visit.to).toISOString()).slice(0, 16);
  const events = a.timeline.filter((entry) => !NOT_ENLARGED.has(entry.phase));
  const lanes = detailEventLanes(events, scale);
  if (lanes.length === 0) return html``;
  const holes = a.coverage.sources.filter((source) => source.status === 'examined' || source.status === 'partly');
  return html`<h3>Enlarged: ${from} to ${to} UTC</h3>
${drawPanel({
  id,
  title: `Enlarged timeline, ${from} to ${to} UTC`,
  description: 'The events of these hours by phase, and which logs cover them.',
  scale,
  groups: [
    { title: 'WHAT HAPPENED', lanes },
    {
      title: 'EVIDENCE AND ITS GAPS',
      lanes: sourceLanes({ ...a, coverage: { ...a.coverage, sources: holes } }, scale, `${id}-hatch`),
    },
  ],
  ...(patched ? { patched } : {}),
})}`;
}
