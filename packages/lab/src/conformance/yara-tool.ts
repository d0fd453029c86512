/** Debian's `yara` and `yarac` as the measure: which rule matches which file. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Externals } from '@allclear/detection';

const WHOLE_OUTPUT = 1 << 30;

export function hasYara(): boolean {
  return spawnSync('yara', ['--version']).status === 0 && spawnSync('yarac', ['--version']).status === 0;
}

export function yaraVersion(): string {
  return spawnSync('yara', ['--version'], { encoding: 'utf8' }).stdout.trim();
}

const defined = (externals: Externals): string[] =>
  Object.entries(externals).flatMap(([name, value]) => ['-d', `${name}=${value}`]);

export interface RuleFile {
  readonly origin: string;
  readonly path: string;
}

/** Rules compiled by `yarac`, each file in a namespace of its own. */
export class YaraTool {
  readonly #folder = mkdtempSync(join(tmpdir(), 'allclear-yara-'));
  readonly #compiled = join(this.#folder, 'rules');
  /** Files that the tool itself refuses, with its first complaint. */
  readonly refused: readonly { readonly origin: string; readonly reason: string }[];

  constructor(
    private readonly files: readonly RuleFile[],
    private readonly externals: Externals,
  ) {
    if (this.#compile(files) === undefined) {
      this.refused = [];
      return;
    }
    const refused = files.flatMap((file) => {
      const reason = this.#compile([file]);
      return reason === undefined ? [] : [{ origin: file.origin, reason }];
    });
    const bad = new Set(refused.map(({ origin }) => origin));
    const rest = this.#compile(files.filter(({ origin }) => !bad.has(origin)));
    if (rest !== undefined) throw new Error(`yarac: ${rest}`);
    this.refused = refused;
  }

  #compile(files: readonly RuleFile[]): string | undefined {
    const named = files.map(({ path }) => `f${this.files.findIndex((file) => file.path === path)}:${path}`);
    const run = spawnSync('yarac', ['-w', ...defined(this.externals), ...named, this.#compiled], { encoding: 'utf8' });
    if (run.status === 0) return undefined;
    return /error:.*/.exec(run.stderr)?.[0] ?? `exit code ${run.status}`;
  }

  /** `origin rule` of every match, by file. */
  matches(paths: readonly string[], externals: Externals = this.externals): Map<string, Set<string>> {
    const list = join(this.#folder, 'list');
    writeFileSync(list, `${paths.join('\n')}\n`);
    const run = spawnSync(
      'yara',
      ['-C', '-p', '1', '-N', '-w', '-e', ...defined(externals), this.#compiled, '--scan-list', list],
      { encoding: 'utf8', maxBuffer: WHOLE_OUTPUT },
    );
    const found = new Map<string, Set<string>>();
    for (const line of run.stdout.split('\n')) {
      const [, number, rule, path] = /^f(\d+):(\S+) (.*)$/.exec(line) ?? [];
      const origin = this.files[Number(number)]?.origin;
      if (origin === undefined || rule === undefined || path === undefined) continue;
      const known = found.get(path) ?? new Set<string>();
      found.set(path, known.add(`${origin} ${rule}`));
    }
    return found;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
