export { parsePowerShellHistory } from './parse.js';
