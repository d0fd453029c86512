/**
 * Real logs and real configuration of ordinary servers: every line is read or reported, and none of it looks like an
 * intrusion. Needs the samples beside the repository; skips loudly without them.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assess } from '@allclear/assessment';
import { type Assessment, SEVERITY_ORDER, type Severity } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples', import.meta.url));
const present = existsSync(join(SAMPLES, 'logs')) && existsSync(join(SAMPLES, 'config'));
if (!present) console.warn('SKIPPED: the sample logs and configuration are not beside the repository');

/** What is more than an ordinary line in them, and why it may be called so. */
const NOT_BENIGN: Readonly<Record<string, string>> = {
  'exchange-lines 00': 'the page it comes from quotes it as an example of a web shell: a random name, with cmd=whoami',
};

interface Sample {
  readonly name: string;
  readonly text: Buffer;
}

function* samples(): Generator<Sample> {
  for (const folder of ['iis', 'iis-variants']) {
    for (const file of readdirSync(join(SAMPLES, 'logs', folder)).sort()) {
      yield { name: `${folder} ${file}`, text: readFileSync(join(SAMPLES, 'logs', folder, file)) };
    }
  }
  // One page that quotes pieces of many logs, each with its header, between lines of dashes.
  const page = readFileSync(join(SAMPLES, 'logs', 'exchange-lines', 'exchange-lines.txt'), 'utf8');
  const pieces = page.split(/^----\r?\n?/m).filter((piece) => piece.trim() !== '');
  for (const [index, piece] of pieces.entries()) {
    yield { name: `exchange-lines ${String(index).padStart(2, '0')}`, text: Buffer.from(piece) };
  }
}

/** Lines that are neither blank nor a comment: these must come out as records, or be counted as unreadable. */
function dataLines(text: Buffer): number {
  return text
    .toString('latin1')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#')).length;
}

const rank = (severity: Severity): number => SEVERITY_ORDER.indexOf(severity);
const all = present ? [...samples()] : [];
const work = mkdtempSync(join(tmpdir(), 'benign-'));
const byFolder = new Map<string, Assessment>();
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe.skipIf(!present)('real logs', () => {
  // Each sample is a server of its own, so that one cannot hide another.
  const folderOf = (index: number): string => `sample-${String(index).padStart(2, '0')}`;

  beforeAll(async () => {
    for (const [index, { text }] of all.entries()) {
      const file = join(work, folderOf(index), 'C', 'inetpub', 'logs', 'LogFiles', 'copy.log');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const result = await assess([work], { workers: 2, reproducible: true });
    for (const assessment of result.assessments) byFolder.set(assessment.host.root.replace(/\/.*$/, ''), assessment);
  });

  test('there are as many as expected', () => {
    expect(all.length).toBeGreaterThanOrEqual(33);
    expect(byFolder.size).toBe(all.length);
  });

  test.each(all.map((sample, index) => [sample.name, sample, folderOf(index)] as const))(
    '%s',
    (name, sample, folder) => {
      const assessment = byFolder.get(folder);
      const sources = assessment?.coverage.sources.filter((s) => s.files > 0) ?? [];
      expect(sources.map((s) => s.files)).toEqual([1]);
      const [source] = sources;
      expect((source?.records ?? 0) + (source?.unreadable ?? 0)).toBe(dataLines(sample.text));
      // A line that was skipped is told.
      if (source?.unreadable) expect(assessment?.coverage.problems.map((p) => p.code)).toContain('ALC-P001');
      const seen = assessment?.findings.map((f) => `${f.severity} ${f.outcome} ${f.rule.title}`);
      if (name in NOT_BENIGN) {
        expect({ seen, level: assessment?.verdict.level }).toEqual({ seen, level: 'compromised' });
        return;
      }
      const loud = assessment?.findings.filter((f) => rank(f.severity) > rank('medium')) ?? [];
      expect(loud.map((f) => [f.rule.title, f.quotes[0]])).toEqual([]);
      expect({ seen, level: assessment?.verdict.level }).toEqual({
        seen,
        level: expect.stringMatching(/^(cannot-tell|suspicious)$/),
      });
      expect(assessment?.clients.filter((c) => c.role === 'intruder' || c.role === 'attacker')).toEqual([]);
    },
  );

  test('hardly any is even suspicious', () => {
    const suspicious = all.filter((_, index) => byFolder.get(folderOf(index))?.verdict.level === 'suspicious');
    // Lines that another project made up to try its parser: a browser on the back end's PowerShell.
    expect(suspicious.map((s) => s.name)).toEqual(['iis iis10_edge_cases.log']);
  });
});

describe.skipIf(!present)('real configuration of Exchange servers', () => {
  test.each(['exchange-2016', 'exchange-2019-iis'])('%s', async (folder) => {
    const { assessments } = await assess([join(SAMPLES, 'config', folder)], { workers: 2, reproducible: true });
    expect(assessments).toHaveLength(1);
    const [assessment] = assessments;
    const examined = assessment?.coverage.files.filter((f) => f.file.toLowerCase().endsWith('.config')) ?? [];
    expect(examined.length).toBeGreaterThan(25);
    expect(assessment?.findings.filter((f) => rank(f.severity) > rank('low')).map((f) => f.rule.title)).toEqual([]);
    expect(assessment?.host.isExchange).toBe('yes');
    expect(assessment?.verdict.level).toBe('cannot-tell');
    // One file is broken on purpose, by those who published it.
    const broken = assessment?.coverage.problems.map((p) => p.file?.split('/').at(-1)) ?? [];
    expect([...new Set(broken)]).toEqual(folder === 'exchange-2019-iis' ? ['BadApplicationHost.config'] : []);
  });
});
