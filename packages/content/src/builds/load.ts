import { readFileSync } from 'node:fs';
import { BuildTable } from './build-table.js';
import { BuildTableFile } from './schema.js';

/** The shipped table; throws only when the installation itself is damaged. */
export function loadBuildTable(): BuildTable {
  const text = readFileSync(new URL('../../data/builds/builds.json', import.meta.url), 'utf8');
  return new BuildTable(BuildTableFile.parse(JSON.parse(text)));
}
