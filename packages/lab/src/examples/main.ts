/** Rewrites `examples/` of the repository: `node packages/lab/dist/examples/main.js [directory]`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { townhallClean } from './townhall-clean.js';
import { townhallCompromised } from './townhall-compromised.js';
import { buildExample } from './write-example.js';

const directory = process.argv[2] ?? fileURLToPath(new URL('../../../../examples', import.meta.url));
mkdirSync(directory, { recursive: true });
for (const scenario of [townhallCompromised, townhallClean]) {
  const example = await buildExample(scenario);
  writeFileSync(join(directory, `${scenario.id}.zip`), example.zip);
  writeFileSync(join(directory, `${scenario.id}.truth.json`), `${JSON.stringify(example.truth, null, 2)}\n`);
  const files = Object.keys(example.hashes).length;
  process.stdout.write(`${scenario.id}.zip: ${files} files, ${(example.zip.length / 1e6).toFixed(1)} MB\n`);
}
