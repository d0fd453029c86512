import { BACKGROUND, type BackgroundName } from '../background/index.js';

/** Every source of ordinary traffic, in a fixed order. */
export const ALL_BACKGROUND: readonly BackgroundName[] = (Object.keys(BACKGROUND) as BackgroundName[]).sort();
