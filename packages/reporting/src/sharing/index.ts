export { renderMisp } from './misp.js';
export { renderNavigator } from './navigator.js';
export { renderOcsf } from './ocsf.js';
export { renderStix, stixBundle } from './stix.js';
