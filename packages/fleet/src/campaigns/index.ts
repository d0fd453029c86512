export { type Activity, activitiesOf } from '../intake/activities.js';
export { type Trait, traitsOf } from '../intake/traits.js';
export * from './cluster-hosts.js';
export type { HostActivity } from './group.js';
export { LINK_KINDS, type LinkKind, WEIGHTS } from './kinds.js';
export type { AddressUse } from './rarity.js';
