/** Places in a list: the sort key of the last row, so that rows that come in meanwhile move nothing. */
import { badRequest } from './errors.js';

export function cursorOf(...key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws HttpError 400 for what is no cursor of such a list */
export function keyOf(cursor: string, parts: number): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === parts && key.every((k): k is string => typeof k === 'string')) return key;
  } catch {
    // Said below.
  }
  throw badRequest('cursor: not one that this list gave');
}

/** One row more than asked for was read: is there a next page? */
export function paged<T>(rows: readonly T[], limit: number, key: (row: T) => string): { items: T[]; next?: string } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: key(last) } : { items };
}

/** The characters that LIKE treats as patterns stand for themselves. */
export function likeLiteral(text: string): string {
  return text.replace(/[\\%_]/g, (c) => `\\${c}`);
}
