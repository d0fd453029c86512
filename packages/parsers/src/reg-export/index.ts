export { isRegExport, parseRegExport, type TextMount } from './parse.js';
