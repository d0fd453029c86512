import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { Assessment } from '@allclear/model';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason } from '../output.js';

/** Exported event logs are JSON too: an assessment tells its schema's version first. */
export function isAssessment(path: string): boolean {
  if (!path.toLowerCase().endsWith('.json')) return false;
  const head = Buffer.alloc(64);
  try {
    const file = openSync(path, 'r');
    try {
      return /^(?:\ufeff)?\s*\{\s*"schemaVersion"/.test(head.toString('utf8', 0, readSync(file, head)));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** An assessment.json from outside: checked against its schema before anything uses it. */
export function readAssessment(path: string): Assessment {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : reason(error);
    throw new CommandError(
      `cannot read ${path}: ${why}. Give the assessment.json that allclear assess wrote.`,
      EXIT.unreadable,
    );
  }
  const parsed = Assessment.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CommandError(
    `${path} is not an assessment of a version that this program reads (${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not valid'}).`,
    EXIT.unreadable,
  );
}
