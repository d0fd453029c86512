import type { TaskState } from '@allclear/fleet/api';
import type { Output } from '../../api/client.js';
import { text } from '../../text/index.js';
import { Badge, type Tone } from '../../ui/badge.js';

const TONES: Readonly<Record<Output<typeof TaskState>, Tone>> = {
  proposed: 'warn',
  approved: 'info',
  rejected: 'quiet',
  done: 'info',
  verified: 'good',
};
export const TaskStateBadge = ({ state }: { readonly state: Output<typeof TaskState> }) => (
  <Badge tone={TONES[state]}>{text.approvals.states[state]}</Badge>
);
