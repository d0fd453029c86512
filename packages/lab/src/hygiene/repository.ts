/** The repository as its tests see it: what git tracks, what the build made. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../../../../', import.meta.url));

export const PACKAGES: readonly string[] = readdirSync(join(ROOT, 'packages')).sort();

/** Files that git tracks, '/'-separated. Of a copy without git: all that lies there and is not installed or built. */
export function trackedFiles(): string[] {
  try {
    const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: 'pipe' } as const;
    return execFileSync('git', ['ls-files', '-z'], options)
      .split('\0')
      .filter((path) => path !== '' && existsSync(join(ROOT, path)))
      .sort();
  } catch {
    const skipped = /(?:^|\/)(?:\.git|node_modules|dist|allclear-out|bench-data)(?:\/|$)/;
    return filesBelow('').filter((path) => !skipped.test(path));
  }
}

/** Everything below a folder of the repository, '/'-separated, by name. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll('\\', '/'))
    .sort();
}

/** What the build made of every package. */
export function builtFiles(): string[] {
  return PACKAGES.flatMap((name) => filesBelow(`packages/${name}/dist`));
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Sources of a package without its tests. */
export function sourcesOf(name: string): string[] {
  return filesBelow(`packages/${name}/src`).filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
}

/** A JSON object of the repository. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is an object; an empty one where it is absent or something else. */
export function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

export function readJson(path: string): JsonObject {
  const value: unknown = JSON.parse(read(path));
  if (!isObject(value)) throw new Error(`${path} is no JSON object`);
  return value;
}
