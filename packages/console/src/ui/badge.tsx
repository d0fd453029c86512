/** One of a few states: a word with a colour, never a colour alone. */
import type { Axes, Stage } from '@allclear/fleet/api';
import type { Output } from '../api/client.js';
import { text } from '../text/index.js';

export type Tone = 'bad' | 'warn' | 'good' | 'info' | 'quiet';

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

type AxesValue = Output<typeof Axes>;
const PATCHED: Readonly<Record<AxesValue['patched'], Tone>> = {
  yes: 'good',
  partly: 'warn',
  no: 'bad',
  unknown: 'quiet',
};
const COMPROMISED: Readonly<Record<AxesValue['compromised'], Tone>> = {
  confirmed: 'bad',
  likely: 'warn',
  'no-sign': 'good',
  unknown: 'quiet',
};
const CLEANED: Readonly<Record<AxesValue['cleaned'], Tone>> = {
  'not-needed': 'quiet',
  no: 'bad',
  partly: 'warn',
  unverified: 'warn',
  verified: 'good',
  unknown: 'quiet',
};

/** The three axes, always all three: patching says nothing about who is inside. */
export function AxesBadges({ axes }: { readonly axes: AxesValue }) {
  return (
    <span className="badges">
      <Badge tone={COMPROMISED[axes.compromised]}>{text.compromised[axes.compromised]}</Badge>
      <Badge tone={PATCHED[axes.patched]}>{text.patched[axes.patched]}</Badge>
      <Badge tone={CLEANED[axes.cleaned]}>{text.cleaned[axes.cleaned]}</Badge>
    </span>
  );
}

const STAGES: Readonly<Record<Output<typeof Stage>, Tone>> = {
  exposed: 'warn',
  notified: 'info',
  answered: 'info',
  evidence: 'info',
  compromised: 'bad',
  cleaned: 'warn',
  verified: 'good',
};
export function StageBadge({ stage }: { readonly stage: Output<typeof Stage> | undefined }) {
  return stage === undefined ? (
    <span className="quiet">–</span>
  ) : (
    <Badge tone={STAGES[stage]}>{text.stages[stage]}</Badge>
  );
}
