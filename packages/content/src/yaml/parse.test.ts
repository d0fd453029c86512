import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeHidden,
  MAX_YAML_ALIASES,
  MAX_YAML_CHARACTERS,
  MAX_YAML_DEPTH,
  MAX_YAML_DOCUMENTS,
  MAX_YAML_PROBLEMS,
  parseYaml,
  parseYamlDocuments,
} from './parse.js';

describe('parseYamlDocuments', () => {
  it('reads several documents and keeps dates as text', () => {
    const { documents, problems } = parseYamlDocuments('a: 1\n---\ndate: 2021-03-02\n', 'r.yml');
    expect(documents).toEqual([{ a: 1 }, { date: '2021-03-02' }]);
    expect(problems).toEqual([]);
  });

  it('tells on which line of the file each document begins', () => {
    expect(parseYaml('a: 1\n---\n\nb: 2\n', 'r.yml').documents.map((d) => d.line)).toEqual([1, 4]);
  });

  it('decodes !hidden as UTF-8', () => {
    const { documents } = parseYamlDocuments(`a: !hidden ${encodeHidden('fräulein <x> "y"')}`, 'r.yml');
    expect(documents).toEqual([{ a: 'fräulein <x> "y"' }]);
  });

  it('reports !hidden that is not the base64 of text', () => {
    for (const bad of ['!!!', 'abc', '/w=='])
      expect(parseYamlDocuments(`ok: 1\n---\nb: 2\na: !hidden ${bad}`, 'r.yml')).toMatchObject({
        documents: [{ ok: 1 }],
        problems: [{ code: 'ALC-R001', file: 'r.yml', line: 4 }],
      });
  });

  it('reports a fault with its line and goes on with the next document', () => {
    const { documents, problems } = parseYamlDocuments('a: 1\n---\nb: [1\nc: 2\n---\nd: 4\n', 'r.yml');
    expect(documents).toEqual([{ a: 1 }, { d: 4 }]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBeGreaterThanOrEqual(3);
  });

  it('refuses alias bombs', () => {
    const levels = Array.from({ length: 12 }, (_, i) =>
      i === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]' : `a${i}: &a${i} [${`*a${i - 1}, `.repeat(8)}*a${i - 1}]`,
    );
    const { documents, problems } = parseYamlDocuments(levels.join('\n'), 'bomb.yml');
    expect(documents).toEqual([]);
    expect(problems[0]?.detail).toMatch(/alias/i);
    expect(MAX_YAML_ALIASES).toBe(100);
  });

  it('refuses nesting that would exhaust the stack', () => {
    for (const text of ['['.repeat(100_000), '{a: '.repeat(50_000), '- '.repeat(100_000), '? '.repeat(100_000)]) {
      const { documents, problems } = parseYamlDocuments(text, 'deep.yml');
      expect(documents).toEqual([]);
      expect(problems[0]?.detail).toContain(`${MAX_YAML_DEPTH} levels`);
    }
  });

  it('survives block nesting by indentation', () => {
    const text = Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    expect(() => parseYamlDocuments(text, 'deep.yml')).not.toThrow();
  });

  it('caps size, documents and problems', () => {
    expect(parseYamlDocuments('a'.repeat(MAX_YAML_CHARACTERS + 1), 'big.yml').problems).toHaveLength(1);
    const many = parseYamlDocuments('---\na: 1\n'.repeat(MAX_YAML_DOCUMENTS + 1), 'many.yml');
    expect(many.documents).toHaveLength(MAX_YAML_DOCUMENTS);
    expect(many.problems).toHaveLength(1);
    expect(parseYamlDocuments('---\na: [\n'.repeat(100), 'bad.yml').problems).toHaveLength(MAX_YAML_PROBLEMS);
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
        const { problems } = parseYamlDocuments(parts.join(''), 'r.yml');
        for (const p of problems) expect(p.code).toBe('ALC-R001');
      }),
      { numRuns: 500 },
    );
  });
});
