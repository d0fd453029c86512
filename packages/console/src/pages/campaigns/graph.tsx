/** Shared evidence on the left, servers on the right, a line where a server shows it. Laid out in two columns: nothing moves. */
import type { CampaignMember, SharedTrait } from '@allclear/fleet/api';
import type { Output } from '../../api/client.js';
import { text } from '../../text/index.js';

const WIDTH = 760;
const ROW = 26;
const TRAIT_EDGE = 300;
const MEMBER_EDGE = 470;
/** More than these are not drawn: a picture of hundreds of lines says nothing. */
const MOST_TRAITS = 12;
const MOST_MEMBERS = 30;

const idOf = (trait: { readonly kind: string; readonly value: string }): string => `${trait.kind}\n${trait.value}`;
const cut = (value: string, length: number): string =>
  value.length > length ? `${value.slice(0, length - 1)}…` : value;

export function CampaignGraph({
  traits,
  members,
}: {
  readonly traits: readonly Output<typeof SharedTrait>[];
  readonly members: readonly Output<typeof CampaignMember>[];
}) {
  const left = traits.slice(0, MOST_TRAITS);
  const right = members.slice(0, MOST_MEMBERS);
  const rows = Math.max(left.length, right.length);
  const height = rows * ROW + 16;
  const place = (index: number, of: number): number => 8 + ((index + 0.5) * rows * ROW) / Math.max(1, of);
  const traitY = new Map(left.map((trait, index) => [idOf(trait), place(index, left.length)]));
  return (
    <figure>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section className="scroll-graph" aria-label={text.campaigns.graph} tabIndex={0}>
        <svg
          className="graph"
          viewBox={`0 0 ${WIDTH} ${height}`}
          role="img"
          aria-label={text.campaigns.graphLabel(left.length, right.length)}
        >
          {right.map((member, index) =>
            member.because.map((trait) => {
              const y = traitY.get(idOf(trait));
              const end = place(index, right.length);
              return y === undefined ? null : (
                <path
                  key={`${member.host.id}|${idOf(trait)}`}
                  d={`M${TRAIT_EDGE},${y} C${TRAIT_EDGE + 70},${y} ${MEMBER_EDGE - 70},${end} ${MEMBER_EDGE},${end}`}
                />
              );
            }),
          )}
          {left.map((trait) => (
            <g key={idOf(trait)} className="trait">
              <circle cx={TRAIT_EDGE} cy={traitY.get(idOf(trait))} r="5" />
              <text x={TRAIT_EDGE - 12} y={(traitY.get(idOf(trait)) ?? 0) + 4}>
                {cut(`${trait.kind}: ${trait.value}`, 36)}
              </text>
            </g>
          ))}
          {right.map((member, index) => (
            <g key={member.host.id} className="member">
              <circle cx={MEMBER_EDGE} cy={place(index, right.length)} r="5" />
              <text x={MEMBER_EDGE + 12} y={place(index, right.length) + 4}>
                {cut(member.host.name, 42)}
              </text>
            </g>
          ))}
        </svg>
      </section>
      {members.length > right.length && (
        <figcaption className="note">{text.campaigns.graphCut(right.length, members.length)}</figcaption>
      )}
    </figure>
  );
}
