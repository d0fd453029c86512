/** A YARA file of a pack, compiled as `scan` will: which rules of it can be run, and what is wrong with the others. */
import { YaraPack } from '@allclear/detection';
import type { Problem } from '@allclear/model';

export interface YaraRead {
  /** Names of the rules that can be run. */
  readonly rules: readonly string[];
  readonly problems: readonly Problem[];
}

/** Problems of one file that are told one by one. */
const MAX_PROBLEMS = 20;

/** Total: whatever the text. */
export function readYara(text: string, origin: string): YaraRead {
  const pack = new YaraPack([{ origin, bytes: new TextEncoder().encode(text) }]);
  const problems = pack.refused.slice(0, MAX_PROBLEMS).map(
    ({ line, rule, reason }): Problem => ({
      code: 'ALC-R001',
      file: origin,
      ...(line > 0 ? { line } : {}),
      detail: `YARA${rule === undefined ? '' : ` rule ${rule}`}: ${reason}`,
    }),
  );
  const rules = pack.rules.map(({ name }) => name);
  if (rules.length === 0 && problems.length === 0)
    problems.push({ code: 'ALC-R001', file: origin, line: 1, detail: 'YARA: there is no rule in it' });
  return { rules, problems };
}
