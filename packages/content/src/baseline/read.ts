import { join } from 'node:path';
import type { Problem } from '@allclear/model';
import { listFiles, readText } from '../load/files.js';
import { Baseline, isBaselineName } from './format.js';

/** Bytes of one baseline file; 100,000 files of a web root give some 25 MB. */
export const MAX_BASELINE_BYTES = 128 << 20;

/** The baselines of a folder (or a single file). A bad one becomes a problem and accepts nothing. */
export async function readBaselines(
  directory: string,
): Promise<{ readonly baselines: readonly Baseline[]; readonly problems: readonly Problem[] }> {
  const paths = isBaselineName(directory)
    ? [directory]
    : (await listFiles(directory)).files.filter(isBaselineName).map((file) => join(directory, file));
  const baselines: Baseline[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const { text, problem } = await readText(path, MAX_BASELINE_BYTES);
    if (problem !== undefined) problems.push(problem);
    if (text === undefined) continue;
    const parsed = parseBaseline(text);
    if (typeof parsed === 'string')
      problems.push({ code: 'ALC-R001', file: path, detail: `not a baseline, nothing in it is accepted: ${parsed}` });
    else baselines.push(parsed);
  }
  return { baselines, problems };
}

/** The baseline, or why it is none. */
export function parseBaseline(text: string): Baseline | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  const result = Baseline.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
}
