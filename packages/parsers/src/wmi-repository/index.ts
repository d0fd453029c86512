export { MAX_WMI_BYTES, parseWmiRepository } from './parse.js';
