/** Rewrites `examples/` of the repository: `node packages/lab/dist/examples/main.js [directory]`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { townhallClean } from './townhall-clean.js';
import { townhallCompromised } from './townhall-compromised.js';
import { buildExample } from './write-example.js';

const LINE_WIDTH = 120;
const directory = process.argv[2] ?? fileURLToPath(new URL('../../../../examples', import.meta.url));
mkdirSync(directory, { recursive: true });
for (const scenario of [townhallCompromised, townhallClean]) {
  const example = await buildExample(scenario);
  writeFileSync(join(directory, `${scenario.id}.zip`), example.zip);
  writeFileSync(join(directory, `${scenario.id}.truth.json`), printJson(example.truth));
  const files = Object.keys(example.hashes).length;
  process.stdout.write(`${scenario.id}.zip: ${files} files, ${(example.zip.length / 1e6).toFixed(1)} MB\n`);
}

/** Two blanks a level; a list of plain values stands on one line where it fits, as the formatter of the repository wants. */
function printJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(
    /^( *)(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm,
    (block, indent: string, key: string, items: string, comma: string) => {
      const line = `${indent}${key}[${items
        .split('\n')
        .map((item) => item.trim())
        .join(' ')}]${comma}`;
      return line.length <= LINE_WIDTH ? line : block;
    },
  );
  return `${text}\n`;
}
