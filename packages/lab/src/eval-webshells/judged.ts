/**
 * Files of public collections of web shells that somebody read and found to be none: the identifier of corpus.ts, and
 * why. They are left out of what is counted. No part of any detection.
 */
export const JUDGED: ReadonlyMap<string, string> = new Map<string, string>([]);
