/** The same rules over the same files, by our engines and by Debian's `yara`; every difference is a line. */
import { readFileSync } from 'node:fs';
import { YaraScan } from '@allclear/assessment';
import { type Externals, USUAL_EXTERNALS } from '@allclear/detection';
import { type RuleFile, YaraTool } from './yara-tool.js';

export interface YaraComparison {
  readonly files: number;
  readonly bytes: number;
  readonly rules: number;
  /** File × rule as the tool says. */
  readonly matches: number;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  /** Rules that we do not run and files that the tool refuses. */
  readonly notCompared: readonly string[];
  /** Seconds of processor time for our scans, without compiling. */
  readonly seconds: number;
}

export interface CompareOptions {
  /** Undefined: empty for all files. The tool is then started for each file, which takes time. */
  readonly variables?: (path: string, bytes: Uint8Array) => Externals;
}

export async function compareYara(
  ruleFiles: readonly RuleFile[],
  files: readonly string[],
  options: CompareOptions = {},
): Promise<YaraComparison> {
  const tool = new YaraTool(ruleFiles, USUAL_EXTERNALS);
  const bad = new Set(tool.refused.map(({ origin }) => origin));
  const scan = new YaraScan(
    ruleFiles
      .filter(({ origin }) => !bad.has(origin))
      .map(({ origin, path }) => ({ origin, bytes: new Uint8Array(readFileSync(path)) })),
  );
  const notCompared = [
    ...tool.refused.map(({ origin, reason }) => `yara refuses ${origin}: ${reason}`),
    ...scan.problems.map(({ file, line, detail }) => `we refuse ${file}:${line} ${detail}`),
  ];
  const missing: string[] = [];
  const extra: string[] = [];
  let bytes = 0;
  let matches = 0;
  let seconds = 0;
  const together = options.variables === undefined ? tool.matches(files) : undefined;
  try {
    for (const path of files) {
      const data = new Uint8Array(readFileSync(path));
      bytes += data.length;
      const variables = options.variables?.(path, data) ?? USUAL_EXTERNALS;
      const before = process.cpuUsage();
      const { hits, problems } = await scan.scan({ path, bytes: data, size: data.length, variables });
      const used = process.cpuUsage(before);
      seconds += (used.user + used.system) / 1e6;
      for (const { code, file, detail } of problems) notCompared.push(`${code} ${file}: ${detail}`);
      const theirs = together === undefined ? tool.matches([path], variables).get(path) : together.get(path);
      const ours = new Set(hits.map(({ file, rule }) => `${file} ${rule}`));
      matches += theirs?.size ?? 0;
      for (const rule of theirs ?? []) if (!ours.has(rule)) missing.push(`${rule} ${path}`);
      for (const rule of ours) if (theirs?.has(rule) !== true) extra.push(`${rule} ${path}`);
    }
  } finally {
    await scan.close();
    tool.close();
  }
  return { files: files.length, bytes, rules: scan.rules, matches, missing, extra, notCompared, seconds };
}
