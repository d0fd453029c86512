import type { Assessment } from '@allclear/model';
import { breakUpJson, jsonEscape } from '../text/signatures.js';

/** Characters that a terminal or a reader would obey; the line ends between the parts of indented JSON are not among them. */
const OBEYED = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(OBEYED, jsonEscape);
}

/** JSON on one line; characters that a terminal would obey are written as \uXXXX, so the value is whole. For standard output. */
export function jsonLine(value: unknown): string {
  return `${visibleJson(value)}\n`;
}

/** As {@link jsonLine}, for files: without text that antivirus would take for the real thing. */
export function jsonFileLine(value: unknown): string {
  return `${breakUpJson(visibleJson(value))}\n`;
}

/** The whole assessment as JSON for a file: keys in the order of the schema, one level of indentation a blank. */
export function renderJson(a: Assessment): string {
  return `${breakUpJson(visibleJson(a, 1))}\n`;
}
