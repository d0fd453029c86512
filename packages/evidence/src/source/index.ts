export { listUnits } from './list-units.js';
export { openUnit } from './open-unit.js';
export { hasStretches, openStretches, type StretchReader } from './read-stretch.js';
