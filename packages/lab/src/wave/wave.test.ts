import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadContent } from '@allclear/content';
import { Assessment, type Finding } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Totals, type WavePlan, writeWave } from './index.js';

const Truth = z.object({
  host: z.string(),
  compromised: z.boolean(),
  evidence: z.string(),
  updated: z.string().nullable(),
  collected: z.array(z.string()),
  incidents: z.array(
    z.object({
      actors: z.array(z.string()),
      repeat: z.boolean(),
      addresses: z.array(z.string()),
      shells: z.array(
        z.object({
          page: z.string(),
          actor: z.string(),
          form: z.string(),
          written: z.string(),
          parameter: z.string(),
          sha256: z.string().optional(),
        }),
      ),
    }),
  ),
});
type Truth = z.infer<typeof Truth>;

const plan: WavePlan = { seed: 'test', organisations: 320, format: 'jsonl', assessments: true };
const folder = mkdtempSync(join(tmpdir(), 'allclear-wave-'));
const target = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let totals: Totals = {};
let assessments: Assessment[] = [];
let truth: Truth[] = [];
const pairs: { readonly truth: Truth; readonly round: number; readonly assessment: Assessment }[] = [];

beforeAll(async () => {
  totals = await writeWave(plan, target('wave'), 0);
  assessments = gunzipSync(readFileSync(target('wave/assessments.jsonl.gz')))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => Assessment.parse(JSON.parse(line)));
  truth = lines('wave/truth.jsonl').map((line) => Truth.parse(line));
  let next = 0;
  for (const one of truth)
    for (const round of one.collected.keys()) {
      const assessment = assessments[next++];
      if (assessment !== undefined) pairs.push({ truth: one, round, assessment });
    }
}, 300_000);

function lines(path: string): unknown[] {
  return readFileSync(target(path), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

function digest(name: string): string {
  const hash = createHash('sha256');
  const all = readdirSync(target(name), { recursive: true, encoding: 'utf8' }).sort();
  for (const path of all)
    if (statSync(join(target(name), path)).isFile()) hash.update(path).update(readFileSync(join(target(name), path)));
  return hash.digest('hex');
}

describe('the assessments of a wave', () => {
  it('are one for each collection, valid by the schema, in the order of the servers', () => {
    expect(assessments).toHaveLength(totals.assessments ?? 0);
    expect(assessments).toHaveLength(truth.reduce((sum, { collected }) => sum + collected.length, 0));
    for (const { truth: one, round, assessment } of pairs) {
      expect(assessment.host.name).toBe(one.host);
      expect(assessment.run?.started).toBe(one.collected[round]);
    }
  });

  it('name rules that there are, with their titles and levels', async () => {
    const content = await loadContent();
    const known = new Map<unknown, unknown>();
    for (const { document } of content.sigma) {
      if (typeof document === 'object' && document !== null && 'id' in document && 'title' in document)
        known.set(document.id, document.title);
    }
    const findings = assessments.flatMap((assessment): Finding[] => assessment.findings);
    expect(findings.length).toBeGreaterThan(1000);
    for (const { rule } of findings) expect(known.get(rule.id)).toBe(rule.title);
  });

  it('never call a server compromised that nobody entered, nor clear one that was', () => {
    for (const { truth: one, assessment } of pairs) {
      if (!one.compromised) expect(assessment.verdict.level, one.host).not.toBe('compromised');
      else expect(assessment.verdict.level, one.host).not.toBe('nothing-found');
    }
    const entered = pairs.filter(({ truth: one, round }) => one.compromised && round === 0);
    expect(entered.length).toBeGreaterThan(20);
    expect(
      entered.filter(({ assessment }) => assessment.verdict.level === 'compromised').length / entered.length,
    ).toBeGreaterThan(0.9);
  });

  it('answer each question once, and rest on findings that are there', () => {
    for (const { assessment } of pairs) {
      const ids = new Set(assessment.findings.map(({ id }) => id));
      expect(assessment.answers.map(({ id }) => id)).toEqual(['attacked', 'entered', 'taken', 'present', 'patched']);
      for (const list of [assessment.verdict.findings, ...assessment.answers.map(({ findings }) => findings)])
        for (const id of list) expect(ids.has(id)).toBe(true);
    }
  });

  it('tell updated and entered apart: two axes', () => {
    const both = assessments.filter(({ axes }) => axes.patched !== 'no' && axes.compromised === 'confirmed');
    expect(both.length).toBeGreaterThan(0);
  });

  it('show what links the servers of one group: address, content, parameter', () => {
    let addresses = 0;
    let contents = 0;
    let parameters = 0;
    for (const { truth: one, round, assessment } of pairs) {
      const [incident] = one.incidents;
      if (round > 0 || incident === undefined || one.evidence === 'files-only') continue;
      const text = JSON.stringify(assessment);
      if (incident.addresses.some((address) => text.includes(address))) addresses++;
      if (incident.shells.some(({ sha256 }) => sha256 !== undefined && text.includes(sha256))) contents++;
      if (incident.shells.some(({ parameter, form }) => form === 'oab' && text.includes(parameter))) parameters++;
    }
    expect(addresses).toBeGreaterThan(15);
    expect(contents).toBeGreaterThan(2);
    expect(parameters).toBeGreaterThan(15);
  });

  it('come again after cleaning and after the return', () => {
    const repeats = truth.filter(({ incidents }) => incidents.length > 1);
    expect(repeats.length).toBeGreaterThan(3);
    for (const one of repeats) expect(one.collected).toHaveLength(3);
    for (const { truth: one, round, assessment } of pairs) {
      if (one.incidents.length < 2 || round !== 1) continue;
      expect(assessment.webShells.filter(({ onDisk }) => onDisk === 'yes')).toEqual([]);
    }
  });
});

describe('what is written beside them', () => {
  it('has truth, organisations, servers, and every scan with its method and denominator', () => {
    expect(lines('wave/organisations.jsonl')).toHaveLength(320);
    expect(lines('wave/servers.jsonl')).toHaveLength(totals.servers ?? 0);
    const series = z
      .array(z.object({ file: z.string(), method: z.string(), denominator: z.number(), found: z.number() }))
      .parse(JSON.parse(readFileSync(target('wave/observations/series.json'), 'utf8')));
    expect(new Set(series.map(({ method }) => method)).size).toBe(4);
    for (const one of series) {
      expect(one.denominator).toBe(totals.servers);
      expect(
        readFileSync(target(`wave/${one.file}`), 'utf8')
          .trim()
          .split('\r\n'),
      ).toHaveLength(one.found + 1);
    }
  });

  it('has Shadowserver columns in every row', () => {
    const files = readdirSync(target('wave/observations/shadowserver'));
    expect(files.length).toBe(6);
    for (const file of files) {
      const rows = readFileSync(target(`wave/observations/shadowserver/${file}`), 'utf8')
        .trim()
        .split('\r\n');
      const columns = file.includes('website') ? 28 : 17;
      for (const row of rows) expect(row.split(',')).toHaveLength(columns);
    }
  });

  it('tells nobody outside the truth whom mail reaches, and which group it was', () => {
    const text = ['organisations.jsonl', 'servers.jsonl']
      .map((name) => readFileSync(target(`wave/${name}`), 'utf8'))
      .join('');
    expect(text).not.toMatch(/delivers|actor-|repeat/);
  });
});

describe('equal plans', () => {
  const small = { ...plan, organisations: 90 };

  it('give equal bytes, other seeds others', async () => {
    await writeWave(small, target('a'), 0);
    await writeWave(small, target('b'), 0);
    await writeWave({ ...small, seed: 'other' }, target('c'), 0);
    expect(digest('b')).toBe(digest('a'));
    expect(digest('c')).not.toBe(digest('a'));
  });

  it('give the same assessments as a folder of bundles', async () => {
    await writeWave({ ...small, format: 'folder' }, target('folder'), 0);
    const servers = lines('folder/servers.jsonl').map((line) =>
      z.object({ assessments: z.array(z.string()) }).parse(line),
    );
    const paths = servers.flatMap(({ assessments: own }) => own);
    const text = paths.map((path) => readFileSync(target(`folder/${path}`), 'utf8')).join('');
    expect(text).toBe(gunzipSync(readFileSync(target('a/assessments.jsonl.gz'))).toString('utf8'));
  });

  it('refuse a folder that holds a wave', async () => {
    await expect(writeWave(small, target('a'), 0)).rejects.toThrow(/EEXIST/);
  });
});
