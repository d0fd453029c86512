export { RegexSyntaxError } from './parse.js';
export { BACKTRACKING_BUDGET, compileRegex, REGEX_INPUT_CAP, type SafeRegex } from './safe-regex.js';
