import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPlainZip } from '../evidence/index.js';
import { townhallClean } from './townhall-clean.js';
import { townhallCompromised } from './townhall-compromised.js';
import { buildExample } from './write-example.js';

const examples = new URL('../../../../examples/', import.meta.url);

describe.each([townhallCompromised, townhallClean])('examples/$id.zip', async (scenario) => {
  const committed = readFileSync(new URL(`${scenario.id}.zip`, examples));
  const example = await buildExample(scenario);

  it('holds what the sources generate, member for member', () => {
    const hashes = Object.fromEntries(
      [...readPlainZip(committed)].map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]),
    );
    expect(hashes).toEqual(example.hashes);
  });

  it('has its answer sheet beside it and not inside', () => {
    expect(JSON.parse(readFileSync(new URL(`${scenario.id}.truth.json`, examples), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(example.truth)),
    );
    expect(Object.keys(example.hashes).filter((path) => /truth/i.test(path))).toEqual([]);
  });

  it('stays small', () => {
    expect(committed.length).toBeLessThan(6.5e6);
  });
});

describe('generating', () => {
  it('gives other evidence for another seed', async () => {
    const day = { from: townhallClean.period.from, to: townhallClean.period.from + 86_400_000 };
    const a = await buildExample({ ...townhallClean, period: day });
    const b = await buildExample({ ...townhallClean, period: day, seed: 'another' });
    const iis = 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210102.log';
    expect(a.hashes[iis]).toBeDefined();
    expect(a.hashes[iis]).not.toBe(b.hashes[iis]);
  });
});
