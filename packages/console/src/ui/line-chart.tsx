/** One source's counts over time. A change of method is a gap with a mark, never a line that would look like a relapse. */
import { utc } from './time.js';

export interface Stretch {
  readonly method: string;
  readonly detector: string;
  readonly detectorVersion: string;
  readonly points: readonly { readonly at: string; readonly count: number }[];
}

const WIDTH = 760;
const HEIGHT = 240;
const LEFT = 64;
const RIGHT = 16;
const TOP = 26;
const BOTTOM = 34;

/** The next of 1, 2, 5 times a power of ten. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

export function LineChart({
  label,
  stretches,
  breakLabel,
  format,
}: {
  readonly label: string;
  readonly stretches: readonly Stretch[];
  readonly breakLabel: string;
  readonly format: (value: number) => string;
}) {
  const drawn = stretches
    .map((stretch) => stretch.points.map((point) => ({ at: Date.parse(point.at), count: point.count })))
    .map((points) => points.filter((point) => Number.isFinite(point.at)).sort((a, b) => a.at - b.at))
    .filter((points) => points.length > 0);
  const all = drawn.flat();
  const times = all.map((point) => point.at);
  const from = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const to = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const top = niceCeiling(all.reduce((most, point) => Math.max(most, point.count), 0));
  if (all.length === 0) return null;
  const x = (at: number) => LEFT + (to === from ? 0.5 : (at - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const breaks = drawn.slice(1).map((points, index) => {
    const before = drawn[index]?.at(-1)?.at ?? from;
    return ((points[0]?.at ?? before) + before) / 2;
  });
  return (
    <svg className="line-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <line className="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(share * top)} y2={y(share * top)} />
          <text className="tick-y" x={LEFT - 8} y={y(share * top) + 4}>
            {format(share * top)}
          </text>
        </g>
      ))}
      <text className="tick-x first" x={LEFT} y={HEIGHT - 10}>
        {utc(new Date(from).toISOString(), 10)}
      </text>
      {to !== from && (
        <text className="tick-x last" x={WIDTH - RIGHT} y={HEIGHT - 10}>
          {utc(new Date(to).toISOString(), 10)}
        </text>
      )}
      {breaks.map((at) => (
        <g key={at}>
          <line className="break" x1={x(at)} x2={x(at)} y1={TOP - 6} y2={HEIGHT - BOTTOM} />
          <text className="break-label" x={x(at)} y={TOP - 12}>
            {breakLabel}
          </text>
        </g>
      ))}
      {drawn.map((points, index) => (
        <g key={points[0]?.at} className={`stretch stretch-${index % 4}`}>
          <polyline
            points={points.map((point) => `${x(point.at).toFixed(1)},${y(point.count).toFixed(1)}`).join(' ')}
          />
          {points.length < 80 &&
            points.map((point) => (
              <circle key={point.at} cx={x(point.at)} cy={y(point.count)} r="3">
                <title>{`${utc(new Date(point.at).toISOString(), 10)}: ${format(point.count)}`}</title>
              </circle>
            ))}
        </g>
      ))}
    </svg>
  );
}
