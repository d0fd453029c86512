/**
 * Antivirus quarantines what holds a web shell's text, be it the shell or who looks for it. So no such text lies plain
 * in the repository, in the built packages or in what the examples give.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assess } from '@allclear/assessment';
import { jsonFileLine, renderHtml, renderJson, renderTimelineCsv, renderTimelineJsonl } from '@allclear/reporting';
import { describe, expect, it } from 'vitest';
import { builtFiles, ROOT, trackedFiles } from './repository.js';

/** Lower case, in base64: this file must not hold them either. */
const SIGNATURES = [
  'ZXZhbChyZXF1ZXN0',
  'ZXZhbCAocmVxdWVzdA==',
  'ZXhlY3V0ZShyZXF1ZXN0',
  'ZXhlY3V0ZWdsb2JhbChyZXF1ZXN0',
  'InVuc2FmZSI=',
  'J3Vuc2FmZSc=',
  'cnVuYXQ9InNlcnZlciI=',
  'cnVuYXQ9J3NlcnZlcic=',
  'cnVuYXQ9XCJzZXJ2ZXI=',
  'PCVAcGFnZQ==',
  'PCVAIHBhZ2U=',
  'bGFuZ3VhZ2U9ImpzY3JpcHQi',
  'Y29tc3Zjcw==',
  'c2VrdXJsc2E=',
  'bHNhZHVtcA==',
  'JmVjaG8gW3Nd',
  'aW52b2tlLXBvd2Vyc2hlbGx0Y3A=',
  'cHJvY2Vzc3N0YXJ0aW5mbyg=',
  'LmRvd25sb2Fkc3RyaW5nKA==',
  'ZnJvbWJhc2U2NHN0cmluZyg=',
  'bmFub2R1bXAuZXhl',
  'eDVvIXAlQGFw',
].map((encoded) => Buffer.from(encoded, 'base64').toString('latin1'));

const found = (text: string): string[] => SIGNATURES.filter((signature) => text.toLowerCase().includes(signature));

function holders(paths: readonly string[]): string[] {
  return paths.flatMap((path) => found(readFileSync(join(ROOT, path), 'latin1')).map((text) => `${path}: ${text}`));
}

describe('no plain web-shell text', () => {
  it('in the files of the repository', () => {
    const files = trackedFiles();
    expect(files.length).toBeGreaterThan(500);
    expect(holders(files)).toEqual([]);
  });

  it('in what the build made', () => {
    const files = builtFiles();
    expect(files.length).toBeGreaterThan(300);
    expect(holders(files)).toEqual([]);
  });

  it('in the reports of an example that is full of it', async () => {
    const { assessments } = await assess([join(ROOT, 'examples/townhall-compromised.zip')], { reproducible: true });
    const [assessment] = assessments;
    if (assessment === undefined) throw new Error('no assessment');
    // It is there, and only the writing hides it.
    expect(found(JSON.stringify(assessment)).length).toBeGreaterThan(2);
    const outputs = {
      html: renderHtml(assessment),
      json: renderJson(assessment),
      line: jsonFileLine(assessment),
      csv: renderTimelineCsv(assessment),
      jsonl: renderTimelineJsonl(assessment),
    };
    for (const [name, text] of Object.entries(outputs)) expect(found(text), name).toEqual([]);
    expect(JSON.parse(outputs.json)).toEqual(JSON.parse(JSON.stringify(assessment)));
  });

  it('would be found', () => {
    expect(found(`x ${SIGNATURES.join(' ').toUpperCase()}`)).toEqual(SIGNATURES);
  });
});
