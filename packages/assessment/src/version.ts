/** Of the program; apart from everything else, so that telling it loads nothing. */
export const TOOL_VERSION = '0.1.0';
