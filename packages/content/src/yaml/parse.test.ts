import type { Problem } from '@allclear/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_YAML_ALIASES,
  MAX_YAML_CHARACTERS,
  MAX_YAML_DEPTH,
  MAX_YAML_DOCUMENTS,
  MAX_YAML_PROBLEMS,
  parseYaml,
} from './parse.js';

/** Values without their lines. */
function valuesOf(text: string, origin: string): { documents: unknown[]; problems: Problem[] } {
  const { documents, problems } = parseYaml(text, origin);
  return { documents: documents.map((document) => document.value), problems };
}

describe('parseYaml', () => {
  it('reads several documents and keeps dates as text', () => {
    const { documents, problems } = valuesOf('a: 1\n---\ndate: 2021-03-02\n', 'r.yml');
    expect(documents).toEqual([{ a: 1 }, { date: '2021-03-02' }]);
    expect(problems).toEqual([]);
  });

  it('tells on which line of the file each document begins', () => {
    expect(parseYaml('a: 1\n---\n\nb: 2\n', 'r.yml').documents.map((d) => d.line)).toEqual([1, 4]);
  });

  it('decodes !hidden as UTF-8', () => {
    const { documents } = valuesOf(`a: !hidden ${Buffer.from('fräulein <x> "y"').toString('base64')}`, 'r.yml');
    expect(documents).toEqual([{ a: 'fräulein <x> "y"' }]);
  });

  it('reports !hidden that is not the base64 of text', () => {
    for (const bad of ['!!!', 'abc', '/w=='])
      expect(valuesOf(`ok: 1\n---\nb: 2\na: !hidden ${bad}`, 'r.yml')).toMatchObject({
        documents: [{ ok: 1 }],
        problems: [{ code: 'ALC-R001', file: 'r.yml', line: 4 }],
      });
  });

  it('reports a fault with its line and goes on with the next document', () => {
    const { documents, problems } = valuesOf('a: 1\n---\nb: [1\nc: 2\n---\nd: 4\n', 'r.yml');
    expect(documents).toEqual([{ a: 1 }, { d: 4 }]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBeGreaterThanOrEqual(3);
  });

  it('refuses alias bombs', () => {
    const levels = Array.from({ length: 12 }, (_, i) =>
      i === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]' : `a${i}: &a${i} [${`*a${i - 1}, `.repeat(8)}*a${i - 1}]`,
    );
    const { documents, problems } = valuesOf(levels.join('\n'), 'bomb.yml');
    expect(documents).toEqual([]);
    expect(problems[0]?.detail).toMatch(/alias/i);
    expect(MAX_YAML_ALIASES).toBe(100);
  });

  it('refuses nesting that would exhaust the stack', () => {
    for (const text of ['['.repeat(100_000), '{a: '.repeat(50_000), '- '.repeat(100_000), '? '.repeat(100_000)]) {
      const { documents, problems } = valuesOf(text, 'deep.yml');
      expect(documents).toEqual([]);
      expect(problems[0]?.detail).toContain(`${MAX_YAML_DEPTH} levels`);
    }
  });

  it('survives block nesting by indentation', () => {
    const text = Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    expect(() => valuesOf(text, 'deep.yml')).not.toThrow();
  });

  it('caps size, documents and problems', () => {
    expect(valuesOf('a'.repeat(MAX_YAML_CHARACTERS + 1), 'big.yml').problems).toHaveLength(1);
    const many = valuesOf('---\na: 1\n'.repeat(MAX_YAML_DOCUMENTS + 1), 'many.yml');
    expect(many.documents).toHaveLength(MAX_YAML_DOCUMENTS);
    expect(many.problems).toHaveLength(1);
    expect(valuesOf('---\na: [\n'.repeat(100), 'bad.yml').problems).toHaveLength(MAX_YAML_PROBLEMS);
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      'a: ',
      '- ',
      '\n',
      '  ',
      '&x ',
      '*x',
      '!hidden ',
      '---',
      '"',
      "'",
      '[',
      '{',
      '|',
      '>',
      '%',
      '\t',
      '<<: ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 60 }), (parts) => {
        const { problems } = valuesOf(parts.join(''), 'r.yml');
        for (const p of problems) expect(p.code).toBe('ALC-R001');
      }),
      { numRuns: 500 },
    );
  });
});
