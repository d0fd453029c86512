/** Which executable web files belong to Exchange, and with which content: data/known-good. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type BuildNumber, compareBuilds, familyOf, formatBuild, parseBuild } from '../builds/build-number.js';

const KnownGoodFile = z.object({
  about: z.string(),
  builds: z.array(z.string()),
  files: z.record(z.string(), z.array(z.string().regex(/^[0-9a-f]{64}$/))),
});

/** Hashes of the web files that Exchange ships, by path below the install folder; case and separators do not matter. */
export class KnownGoodFiles {
  readonly #hashes: ReadonlyMap<string, readonly string[]>;
  readonly #builds: ReadonlySet<string>;
  readonly #newest: ReadonlyMap<string, BuildNumber>;

  constructor(builds: readonly string[], files: Readonly<Record<string, readonly string[]>>) {
    this.#hashes = new Map(Object.entries(files).map(([path, hashes]) => [normal(path), hashes]));
    this.#builds = new Set(builds);
    const newest = new Map<string, BuildNumber>();
    for (const text of builds) {
      const build = parseBuild(text);
      const family = build && familyOf(build);
      if (!build || !family) continue;
      const best = newest.get(family);
      if (!best || compareBuilds(build, best) > 0) newest.set(family, build);
    }
    this.#newest = newest;
  }

  /** Known SHA-256 of a path below the install directory, over all covered builds; undefined: no such file is known. */
  pathHashes(relativePath: string): readonly string[] | undefined {
    return this.#hashes.get(normal(relativePath));
  }

  /** True where the baselines hold this build: then an unknown hash of a known file means that it was changed. */
  coversBuild(build: string): boolean {
    const number = parseBuild(build);
    return number !== undefined && this.#builds.has(formatBuild(number));
  }

  /** Newest covered build of the build's family. */
  newestCovered(build: string): string | undefined {
    const number = parseBuild(build);
    const family = number && familyOf(number);
    const newest = family && this.#newest.get(family);
    return newest && formatBuild(newest);
  }

  /** File names that belong directly into a folder below the install directory, lower case. */
  namesIn(relativeFolder: string): readonly string[] {
    const prefix = `${normal(relativeFolder)}\\`;
    const names: string[] = [];
    for (const path of this.#hashes.keys()) {
      if (path.startsWith(prefix) && !path.includes('\\', prefix.length)) names.push(path.slice(prefix.length));
    }
    return names.sort();
  }
}

/** The shipped list; throws only when the installation itself is damaged. */
export function loadKnownGood(): KnownGoodFiles {
  const text = readFileSync(new URL('../../data/known-good/exchange-web-files.json', import.meta.url), 'utf8');
  const file = KnownGoodFile.parse(JSON.parse(text));
  return new KnownGoodFiles(file.builds, file.files);
}

function normal(path: string): string {
  return path
    .replaceAll('/', '\\')
    .replace(/^\\+|\\+$/g, '')
    .toLowerCase();
}
