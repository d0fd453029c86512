/** YARA files of a folder (or one file), in the order of their paths. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { YaraSource } from '@allclear/detection';
import type { Problem } from '@allclear/model';

const YARA_FILE = /\.yara?$/i;

export interface YaraFiles {
  readonly sources: readonly YaraSource[];
  readonly problems: readonly Problem[];
}

/** Never throws: what cannot be read is a problem. */
export function readYaraFiles(paths: readonly string[]): YaraFiles {
  const sources: YaraSource[] = [];
  const problems: Problem[] = [];
  const unread = (file: string, error: unknown): void => {
    const detail = error instanceof Error ? error.message : String(error);
    problems.push({ code: 'ALC-R001', file, detail: `not read: ${detail}` });
  };
  for (const path of paths) {
    try {
      const folder = statSync(path).isDirectory();
      const files = folder
        ? readdirSync(path, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile() && YARA_FILE.test(entry.name))
            .map((entry) => join(entry.parentPath, entry.name))
            .sort()
        : [path].filter((file) => YARA_FILE.test(file));
      for (const file of files) {
        try {
          const origin = folder ? relative(path, file).replaceAll('\\', '/') : basename(file);
          sources.push({ origin, bytes: new Uint8Array(readFileSync(file)) });
        } catch (error) {
          unread(file, error);
        }
      }
    } catch (error) {
      unread(path, error);
    }
  }
  return { sources, problems };
}
