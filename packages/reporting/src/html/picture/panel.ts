/** One drawing: groups of lanes over a common time axis. */
import { visible } from '../../text/visible.js';
import { html, type Markup } from '../markup.js';
import type { Lane } from './event-lanes.js';
import { textWidth } from './place-labels.js';
import { type Scale, ticks } from './scale.js';
import { px } from './symbols.js';
import type { Window } from './windows.js';

export const PANEL_WIDTH = 1120;
export const AXIS_LEFT = 236;
export const AXIS_RIGHT = PANEL_WIDTH - 22;

const AXIS_HEIGHT = 26;
const GROUP_HEAD = 22;
const LABEL_SIZE = 12;
/** From so many pixels the time of the update is a pale band and no line. */
const WIDE = 8;

export interface LaneGroup {
  readonly title: string;
  readonly lanes: readonly Lane[];
}

export interface PanelOptions {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly scale: Scale;
  readonly groups: readonly LaneGroup[];
  /** Stretches that another panel shows enlarged. */
  readonly enlarged?: readonly Window[];
  /** Between these two times the security update came into force. */
  readonly patched?: Window;
}

function laneLabel(text: string): string {
  const shown = visible(text);
  if (textWidth(shown, LABEL_SIZE) <= AXIS_LEFT - 16) return shown;
  let length = Math.min(shown.length, 40);
  while (length > 1 && textWidth(`${shown.slice(0, length)}…`, LABEL_SIZE) > AXIS_LEFT - 16) length--;
  return `${shown.slice(0, length).trimEnd()}…`;
}

function drawAxis(scale: Scale, top: number, bottom: number): Markup {
  return html`<g class="axis">${ticks(scale).map((tick) => {
    const x = px(scale.x(tick.time));
    return html`<path class="${tick.major ? 'grid major' : 'grid'}" d="M${x} ${px(top)}V${px(bottom)}"/><text x="${x}" y="${px(
      top - 7,
    )}" text-anchor="middle">${tick.label}</text>`;
  })}</g>`;
}

function drawPatched(options: PanelOptions, top: number, bottom: number): Markup | false {
  const { patched, scale } = options;
  if (patched === undefined || patched.to < scale.from || patched.from > scale.to) return false;
  const left = scale.x(patched.from);
  const right = Math.max(left + 2, scale.x(patched.to));
  const text = 'patched (March 2021)';
  const onLeft = right + 6 + textWidth(text, 11.5) > scale.right;
  return html`<g><rect class="${right - left > WIDE ? 'patched wide' : 'patched'}" x="${px(left)}" y="${px(top)}" width="${px(right - left)}" height="${px(bottom - top)}"/><text class="lab patch" x="${px(
    onLeft ? left - 5 : right + 5,
  )}" y="${px(top + 15)}"${onLeft && html` text-anchor="end"`}>${text}</text></g>`;
}

export function drawPanel(options: PanelOptions): Markup {
  const { scale, id } = options;
  const groups = options.groups.filter((group) => group.lanes.length > 0);
  const body: Markup[] = [];
  let y = AXIS_HEIGHT;
  for (const group of groups) {
    body.push(
      html`<text class="group" x="4" y="${px(y + 15)}">${group.title}</text><path class="rule" d="M0 ${px(y)}H${PANEL_WIDTH}"/>`,
    );
    y += GROUP_HEAD;
    for (const lane of group.lanes) {
      body.push(html`<text class="lane" x="4" y="${px(y + 15)}">${laneLabel(lane.label)}</text>${lane.draw(y)}
`);
      y += lane.height;
    }
    y += 6;
  }
  const enlarged = (options.enlarged ?? []).map((window) => {
    const left = scale.x(window.from);
    return html`<rect class="zoom" x="${px(left)}" y="${AXIS_HEIGHT}" width="${px(Math.max(2, scale.x(window.to) - left))}" height="${px(y - AXIS_HEIGHT)}"/>`;
  });
  return html`<div class="scroll"><svg class="picture" viewBox="0 0 ${PANEL_WIDTH} ${px(y)}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${options.title}</title><desc id="${id}-d">${options.description}</desc><defs><pattern id="${id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>${enlarged}${drawAxis(scale, AXIS_HEIGHT, y)}${drawPatched(options, AXIS_HEIGHT, y)}${body}</svg></div>
`;
}
