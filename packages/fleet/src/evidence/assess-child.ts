/**
 * One piece of evidence, assessed in a process of its own: whatever it does to the reader, the worker lives on.
 * argv: file, output. Writes assessments as lines of JSON; the last line of stdout says what it was and what went wrong.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { assess } from '@allclear/assessment';
import { Assessment } from '@allclear/model';
import { linesOf } from '../server/lines.js';

const [, , file = '', output = ''] = process.argv;
const LIMITS = { line: 256_000_000, total: 2_000_000_000 };
const MAX_PROBLEMS = 5;

const out = createWriteStream(output, { mode: 0o600 });
let assessments = 0;
const problems: string[] = [];

function give(assessment: Assessment): void {
  out.write(`${JSON.stringify(assessment)}\n`);
  assessments += 1;
}

async function head(): Promise<Buffer> {
  const handle = await open(file, 'r');
  const bytes = Buffer.alloc(512);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
  await handle.close();
  return bytes.subarray(0, bytesRead);
}

/** Lines that are assessments; undefined: the first is none, so it is something else. */
async function readBundle(): Promise<boolean> {
  let first = true;
  for await (const { number, bytes } of linesOf(createReadStream(file), LIMITS)) {
    const parsed = Assessment.safeParse(json(bytes));
    if (parsed.success) give(parsed.data);
    else if (first) return false;
    else if (problems.length < MAX_PROBLEMS) problems.push(`line ${number} is no assessment`);
    first = false;
  }
  return !first;
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

const start = await head();
const maybeBundle = start[0] === 0x7b || (start[0] === 0x1f && start[1] === 0x8b);
let kind = 'collection';
if (maybeBundle && (await readBundle().catch(() => false))) kind = 'assessment';
// An assessment.json that was made to be read stands on many lines.
const whole = kind === 'collection' && start[0] === 0x7b ? await wholeAssessment() : undefined;
if (whole) {
  kind = 'assessment';
  give(whole);
}
if (kind === 'collection') {
  const result = await assess([file], { workers: 1, cache: false });
  if (result.recognised > 0) for (const assessment of result.assessments) give(assessment);
  else problems.push('nothing in it is evidence that Allclear knows');
  for (const p of result.problems.slice(0, MAX_PROBLEMS)) problems.push(`${p.code}: ${p.detail}`);
}
out.end();
await finished(out);
process.stdout.write(`\n${JSON.stringify({ kind, assessments, problems: problems.map((p) => p.slice(0, 300)) })}\n`);

async function wholeAssessment(): Promise<Assessment | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of createReadStream(file)) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > LIMITS.line) return undefined;
    chunks.push(chunk);
  }
  const parsed = Assessment.safeParse(json(Buffer.concat(chunks)));
  return parsed.success ? parsed.data : undefined;
}
