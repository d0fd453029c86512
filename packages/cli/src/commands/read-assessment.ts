import { readFileSync } from 'node:fs';
import { Assessment } from '@allclear/model';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason } from '../output.js';

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
