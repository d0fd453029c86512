/** `--help` of every verb shows examples; each of them works as printed. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assessment } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.js';
import { type Outcome, REPOSITORY, runAllclear } from './testing/run-allclear.js';

const VERBS = ['assess', 'detect', 'dump', 'timeline', 'explain', 'report', 'content'];
const work = mkdtempSync(join(tmpdir(), 'help-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const run = (args: readonly string[]): Promise<Outcome> => runAllclear(args, { cwd: work });

/** Lines of the help that begin with the program's name, below `Example:`. */
async function examplesOf(verb: string): Promise<string[]> {
  const { code, stdout, stderr } = await run([verb, '--help']);
  expect([verb, code, stderr]).toEqual([verb, 0, '']);
  const [, examples] = stdout.split('\nExample:\n');
  expect([verb, examples]).toEqual([verb, expect.any(String)]);
  return (examples ?? '')
    .split('\n')
    .filter((line) => line.startsWith('  allclear '))
    .map((line) => line.trim());
}

beforeAll(async () => {
  // The names that the examples use, as a person who follows the README has them.
  mkdirSync(join(work, 'examples'));
  for (const name of ['townhall-compromised.zip', 'townhall-clean.zip']) {
    cpSync(join(REPOSITORY, 'examples', name), join(work, 'examples', name));
  }
  writeFileSync(
    join(work, 'u_ex210303.log'),
    '#Fields: date time c-ip cs-method cs-uri-stem sc-status\r\n2021-03-03 06:49:42 203.0.113.7 POST /ecp/y.js 200\r\n',
  );
  mkdirSync(join(work, 'my-rules'));
  writeFileSync(
    join(work, 'my-rules', 'any-post.yml'),
    'title: Any POST\nid: 2b3a5c0e-7f55-4a0e-9a51-0f3f3f0f7a11\nlogsource:\n  category: webserver\ndetection:\n  selection:\n    cs-method: POST\n  condition: selection\nlevel: low\n',
  );
  const { code } = await run(['assess', 'examples/townhall-compromised.zip', '--quiet']);
  expect(code).toBe(EXIT.compromised);
});

const assessment = (): Assessment =>
  Assessment.parse(JSON.parse(readFileSync(join(work, 'allclear-out', 'mail01', 'assessment.json'), 'utf8')));

describe('--help', () => {
  test('lists every verb, and --version tells one', async () => {
    const { stdout, code } = await run(['--help']);
    expect(code).toBe(0);
    for (const verb of VERBS) expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each(VERBS)('%s: every example works as printed', async (verb) => {
    const examples = await examplesOf(verb);
    expect(examples.length).toBeGreaterThan(0);
    // The id in the examples stands for any: the only thing that must be put in.
    const finding = assessment().findings[0]?.id ?? '';
    for (const example of examples) {
      const args = example.replace('F-0123456789ab', finding).split(' ').slice(1);
      const { code, stdout, stderr } = await run(args);
      const expected = verb === 'assess' ? EXIT.compromised : verb === 'detect' ? EXIT.found : EXIT.nothingFound;
      expect([example, code, stderr]).toEqual([example, expected, '']);
      const out = args[args.indexOf('--out') + 1] ?? '';
      if (args.includes('--out')) expect(readFileSync(join(work, out), 'utf8').length).toBeGreaterThan(100);
      else expect(stdout.length).toBeGreaterThan(10);
    }
  });
});

describe('verbs, beyond their examples', () => {
  test('detect --rules uses only those rules, --content adds to our own', async () => {
    const only = await run(['detect', 'u_ex210303.log', '--rules', 'my-rules', '--jsonl']);
    expect(only.code).toBe(EXIT.found);
    expect(
      only.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        rule: { id: '2b3a5c0e-7f55-4a0e-9a51-0f3f3f0f7a11', title: 'Any POST', level: 'low' },
        time: '2021-03-03T06:49:42.000Z',
        place: { file: 'u_ex210303.log', line: 2, offset: 57 },
        fields: expect.objectContaining({ 'c-ip': '203.0.113.7', 'cs-uri-stem': '/ecp/y.js', 'sc-status': '200' }),
      },
    ]);
    const both = await run(['detect', 'u_ex210303.log', '--content', 'my-rules', '--count']);
    expect(both.stdout).toMatch(/1 {2}low +Any POST/);
    expect(both.stdout.split('\n').length).toBeGreaterThan(2);
  });

  test('a broken rule is reported, the others are used', async () => {
    mkdirSync(join(work, 'bad-rules'), { recursive: true });
    cpSync(join(work, 'my-rules', 'any-post.yml'), join(work, 'bad-rules', 'good.yml'));
    writeFileSync(join(work, 'bad-rules', 'broken.yml'), 'title: [\n');
    const outcome = await run(['detect', 'u_ex210303.log', '--rules', 'bad-rules']);
    expect(outcome.code).toBe(EXIT.found);
    expect(outcome.stderr).toMatch(/^ALC-R001 .*broken\.yml/m);
    const check = await run(['content', 'check', 'bad-rules']);
    expect(check.code).toBe(EXIT.usage);
    expect(check.stdout).toBe('1 rule, 1 problem\n');
  });

  test('dump: every record of a log, as JSON', async () => {
    const { stdout, code } = await run(['dump', 'u_ex210303.log', '--jsonl']);
    expect(code).toBe(EXIT.nothingFound);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        '@line': 2,
        '@offset': 57,
        '@time': '2021-03-03T06:49:42.000Z',
        date: '2021-03-03',
        time: '06:49:42',
        'c-ip': '203.0.113.7',
        'cs-method': 'POST',
        'cs-uri-stem': '/ecp/y.js',
        'sc-status': '200',
        'url-decoded': '/ecp/y.js',
      },
    ]);
  });

  test('the list of explain names every finding; an unknown one is a slip', async () => {
    const file = 'allclear-out/mail01/assessment.json';
    const { stdout } = await run(['explain', file]);
    for (const { id } of assessment().findings) expect(stdout).toContain(id);
    const slip = await run(['explain', file, 'F-ffffffffffff']);
    expect([slip.code, slip.stderr]).toEqual([EXIT.usage, expect.stringMatching(/no finding F-ffffffffffff/)]);
  });

  test('report and timeline of an assessment: every format', async () => {
    const file = 'allclear-out/mail01/assessment.json';
    for (const format of ['html', 'md', 'csv']) {
      const { code, stdout } = await run(['report', file, '--format', format]);
      expect([format, code]).toEqual([format, 0]);
      expect(stdout).toContain('mail01.townhall.example');
    }
    const entries = assessment().timeline.length;
    const csv = await run(['timeline', file]);
    expect(csv.stdout.split('\r\n').length).toBeGreaterThan(entries);
    for (const format of ['jsonl', 'timesketch']) {
      const lines = (await run(['timeline', file, '--format', format])).stdout.trimEnd().split('\n');
      expect([format, lines.length]).toEqual([format, entries]);
      for (const line of lines) expect(JSON.parse(line)).toBeTypeOf('object');
    }
  });

  test('--json: one assessment on standard output, the same as the file', async () => {
    const { stdout, code } = await run(['assess', 'u_ex210303.log', '--json', '--reproducible', '--out', 'json-out']);
    expect([EXIT.attacked, EXIT.cannotTell, EXIT.compromised]).toContain(code);
    const [host] = readdirSync(join(work, 'json-out'));
    const file = readFileSync(join(work, 'json-out', host ?? '', 'assessment.json'), 'utf8');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(file));
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  test.skipIf(process.platform === 'win32')('a link that leads out of the evidence is not followed', async () => {
    mkdirSync(join(work, 'linked'));
    cpSync(join(work, 'u_ex210303.log'), join(work, 'linked', 'u_ex210303.log'));
    symlinkSync(join(work, 'my-rules'), join(work, 'linked', 'out'));
    const { stdout } = await run(['assess', 'linked', '--json', '--out', 'link-out']);
    const problems = Assessment.parse(JSON.parse(stdout)).coverage.problems;
    expect(problems.map((p) => p.code)).toContain('ALC-E002');
  });
});
