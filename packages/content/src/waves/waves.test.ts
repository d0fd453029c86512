import { expect, it } from 'vitest';
import { loadBuildTable } from '../builds/index.js';
import { loadWaves } from './index.js';

it('every wave names flaws that the build table can answer for', () => {
  const table = loadBuildTable();
  for (const wave of loadWaves())
    for (const id of wave.vulnerabilities) expect(table.vulnerability(id), id).toBeDefined();
});
