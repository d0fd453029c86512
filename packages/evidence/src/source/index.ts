export { listUnits } from './list-units.js';
export { openUnit } from './open-unit.js';
