import { Stage } from '@allclear/fleet/api';

/** The stages of the funnel in their order. */
export const STAGES = Stage.options;
