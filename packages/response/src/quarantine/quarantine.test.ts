import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Plan, planOf } from '../plan/index.js';
import { assessment, finding } from '../testing/assessment.js';
import { HOSTILE_VALUES } from '../testing/hostile-values.js';
import { readJournal } from './journal.js';
import { type QuarantineOptions, quarantine } from './quarantine.js';
import { restore } from './restore.js';

const CHILD = fileURLToPath(new URL('../../dist/testing/crash-child.js', import.meta.url));
const WEB = 'C:\\inetpub\\wwwroot\\aspnet_client';
const sha = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

let folder: string;
let root: string;
let container: string;
let identity: string;
let recipient: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quarantine-'));
  root = join(folder, 'disk');
  container = join(folder, 'container');
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (windowsPath: string): string => join(root, 'C', ...windowsPath.slice(3).split('\\'));

function put(windowsPath: string, content: string): void {
  mkdirSync(dirname(place(windowsPath)), { recursive: true });
  writeFileSync(place(windowsPath), content);
  utimesSync(place(windowsPath), 1614754512.123456, 1614754513.654321);
}

function planFor(files: Readonly<Record<string, string>>): Plan {
  const findings = Object.entries(files).map(([path, content], index) =>
    finding({
      id: `F-00000000000${index}`,
      remnant: { kind: 'page', target: { path, sha256: sha(content), size: String(content.length) } },
    }),
  );
  return planOf(assessment(findings));
}

const options = (plan: Plan, more: Partial<QuarantineOptions> = {}): QuarantineOptions => ({
  plan,
  target: { root, drives: {} },
  container,
  lock: { recipients: [recipient] },
  toolVersion: 'test',
  ...more,
});

/** Path, bytes and times of all files below. */
function tree(path = root, prefix = ''): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const full = join(path, name);
      const stats = lstatSync(full, { bigint: true });
      if (stats.isDirectory()) return tree(full, `${prefix}${name}/`);
      const content = stats.isSymbolicLink() ? 'link' : sha(readFileSync(full));
      return [`${prefix}${name} ${content} ${stats.mtimeNs} ${stats.mode}`];
    });
}

const FILES = { [`${WEB}\\a.aspx`]: 'first, inert', [`${WEB}\\sub\\b.ashx`]: 'second, inert' };

describe('quarantine and restore', () => {
  it('takes exactly the planned files, and puts back the same bytes, times and modes', async () => {
    for (const [path, content] of Object.entries(FILES)) put(path, content);
    put(`${WEB}\\keep.txt`, 'not planned');
    const before = tree();
    const results = await quarantine(options(planFor(FILES)));
    expect(results.map((r) => r.outcome)).toEqual(['removed', 'removed']);
    expect(tree().map((line) => line.split(' ')[0])).toEqual(['C/inetpub/wwwroot/aspnet_client/keep.txt']);
    const items = readdirSync(join(container, 'items')).map((n) => readFileSync(join(container, 'items', n)));
    expect(items).toHaveLength(2);
    for (const item of items) {
      expect(item.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
      expect(item.includes('inert')).toBe(false);
    }
    const back = await restore({ container, key: { identities: [identity] } });
    expect(back.map((r) => r.outcome)).toEqual(['restored', 'restored']);
    expect(tree()).toEqual(before);
    expect((await restore({ container, key: { identities: [identity] } })).map((r) => r.outcome)).toEqual([
      'restored-before',
      'restored-before',
    ]);
  });

  it('works with a password, and not with a wrong one', async () => {
    const path = `${WEB}\\a.aspx`;
    put(path, 'x');
    await quarantine(options(planFor({ [path]: 'x' }), { lock: { password: 'correct' } }));
    const [wrong] = await restore({ container, key: { password: 'wrong' } });
    expect(wrong?.outcome).toBe('refused');
    expect(existsSync(place(path))).toBe(false);
    const [right] = await restore({ container, key: { password: 'correct' } });
    expect(right?.outcome).toBe('restored');
    expect(readFileSync(place(path), 'utf8')).toBe('x');
  }, 60_000);

  it('finds a name whatever its case, as Windows would, and refuses where two differ in case only', async () => {
    put(`${WEB}\\A.ASPX`, 'x');
    const plan = planFor({ 'C:\\INETPUB\\WWWROOT\\aspnet_client\\a.aspx': 'x' });
    expect((await quarantine(options(plan)))[0]?.outcome).toBe('removed');
    put(`${WEB}\\two.aspx`, 'x');
    put(`${WEB}\\Two.aspx`, 'x');
    const second = planFor({ [`${WEB}\\TWO.aspx`]: 'x' });
    const [result] = await quarantine(options(second, { container: join(folder, 'c2') }));
    expect(result).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/differ from "TWO.aspx" only in case/),
    });
  });

  it('refuses a file that changed since the assessment', async () => {
    const path = `${WEB}\\a.aspx`;
    put(path, 'other bytes by now');
    const [result] = await quarantine(options(planFor({ [path]: 'old bytes' })));
    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/changed since the assessment/) });
    expect(readFileSync(place(path), 'utf8')).toBe('other bytes by now');
  });

  it('refuses links, at the end and on the way, and touches nothing behind them', async () => {
    put('C:\\secret\\a.aspx', 'x');
    mkdirSync(dirname(place(WEB)), { recursive: true });
    symlinkSync(place('C:\\secret'), place(WEB));
    put('C:\\web\\plain.txt', 'y');
    symlinkSync(place('C:\\secret\\a.aspx'), place('C:\\web\\b.aspx'));
    linkSync(place('C:\\secret\\a.aspx'), place('C:\\web\\c.aspx'));
    const before = tree();
    const plan = planFor({ [`${WEB}\\a.aspx`]: 'x', 'C:\\web\\b.aspx': 'x', 'C:\\web\\c.aspx': 'x' });
    const results = await quarantine(options(plan));
    expect(results.map((r) => r.outcome)).toEqual(['refused', 'refused', 'refused']);
    expect(results.map((r) => r.reason).join()).toMatch(/link.*link.*hard link/);
    expect(tree()).toEqual(before);
  });

  it('notices that the file was exchanged while it was copied', async () => {
    const path = `${WEB}\\a.aspx`;
    put(path, 'planned');
    const atPoint = (point: string): void => {
      if (!point.endsWith(' moving')) return;
      renameSync(place(path), join(folder, 'away'));
      writeFileSync(place(path), 'of somebody else');
    };
    const [result] = await quarantine(options(planFor({ [path]: 'planned' }), { atPoint }));
    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/exchanged/) });
    expect(readFileSync(place(path), 'utf8')).toBe('of somebody else');
  });

  it('leaves suspicions alone unless their step is named', async () => {
    const path = `${WEB}\\a.aspx`;
    put(path, 'x');
    const plan = planOf(
      assessment([
        finding({
          severity: 'medium',
          outcome: 'supporting',
          remnant: { kind: 'page', target: { path, sha256: sha('x'), size: '1' } },
        }),
      ]),
    );
    expect(await quarantine(options(plan))).toEqual([]);
    const step = plan.steps.find((s) => s.act?.do === 'quarantine-file')?.id ?? '';
    expect((await quarantine(options(plan, { steps: [step] }))).map((r) => r.outcome)).toEqual(['removed']);
  });

  it('says that a file is gone already, and goes on', async () => {
    put(`${WEB}\\sub\\b.ashx`, 'second, inert');
    expect((await quarantine(options(planFor(FILES)))).map((r) => r.outcome).sort()).toEqual(['absent', 'removed']);
  });

  it('never restores over another file', async () => {
    const path = `${WEB}\\a.aspx`;
    put(path, 'x');
    await quarantine(options(planFor({ [path]: 'x' })));
    put(path, 'new one');
    const [result] = await restore({ container, key: { identities: [identity] } });
    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/another file/) });
    expect(readFileSync(place(path), 'utf8')).toBe('new one');
  });

  it('refuses a changed journal, a changed item, and the container of another plan', async () => {
    const path = `${WEB}\\a.aspx`;
    put(path, 'x');
    const plan = planFor({ [path]: 'x' });
    await quarantine(options(plan));
    await expect(quarantine(options(planFor(FILES)))).rejects.toThrow(/another plan/);
    const [item = ''] = readdirSync(join(container, 'items'));
    const original = readFileSync(join(container, 'items', item));
    const changed = Buffer.from(original);
    changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
    writeFileSync(join(container, 'items', item), changed);
    expect((await restore({ container, key: { identities: [identity] } }))[0]?.reason).toMatch(/changed or is damaged/);
    writeFileSync(join(container, 'items', item), original);
    const journal = join(container, 'journal.jsonl');
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('"host":"mail01', '"host":"mail02'));
    await expect(restore({ container, key: { identities: [identity] } })).rejects.toThrow(/was changed/);
  });

  it('reads a journal whose last line was cut, and refuses other files', async () => {
    put(`${WEB}\\a.aspx`, 'first, inert');
    await quarantine(options(planFor(FILES)));
    const journal = join(container, 'journal.jsonl');
    const lines = readJournal(journal).records.length;
    truncateSync(journal, lstatSync(journal).size - 5);
    const content = readJournal(journal);
    expect(content.torn).toBe(true);
    expect(content.records).toHaveLength(lines - 1);
    appendFileSync(journal, '\n');
    expect(() => readJournal(journal)).toThrow(/is not JSON/);
    expect(() => readJournal(join(folder, 'none'))).toThrow(/cannot read the journal/);
  });
});

describe('hostile names', () => {
  it(`${HOSTILE_VALUES.length} names: each is taken or refused, and nothing outside the plan is touched`, async () => {
    put(`${WEB}\\canary.txt`, 'canary');
    put('C:\\canary.aspx', 'canary');
    put('C:\\inetpub\\wwwroot\\canary.aspx', 'canary');
    writeFileSync(join(folder, 'outside.aspx'), 'canary');
    const made: Record<string, string> = {};
    const names = [
      ...HOSTILE_VALUES,
      '..\\canary.aspx',
      '..\\..\\..\\canary.aspx',
      '..\\..\\..\\..\\..\\outside.aspx',
      'x\\..\\canary.txt',
      './canary.txt',
    ];
    for (const [index, name] of names.entries()) {
      const path = `${WEB}\\d${index}\\${name}`;
      made[path] = `content of ${index}`;
      if (/[/\0\\]/.test(name) || name === '.' || name === '..') continue;
      try {
        put(path, `content of ${index}`);
      } catch {
        // A name that this file system cannot hold: the plan may still name it.
      }
    }
    const before = tree();
    // Distinct findings for all: the plan makes one step for each.
    const findings = Object.entries(made).map(([path, content], index) =>
      finding({
        id: `F-${String(index).padStart(12, '0')}`,
        remnant: { kind: 'page', target: { path, sha256: sha(content), size: String(content.length) } },
      }),
    );
    const results = await quarantine(options(planOf(assessment(findings))));
    expect(results.length).toBeGreaterThan(200);
    const taken = results.filter((r) => r.outcome === 'removed');
    expect(taken.length).toBeGreaterThan(150);
    const left = new Set(tree());
    expect(before.length - left.size).toBe(taken.length);
    expect([...left].every((line) => before.includes(line))).toBe(true);
    for (const name of ['canary.txt', 'canary.aspx'])
      expect([...left].some((line) => line.includes(`/${name} `))).toBe(true);
    expect(readFileSync(join(folder, 'outside.aspx'), 'utf8')).toBe('canary');
    const back = await restore({ container, key: { identities: [identity] } });
    expect(back.filter((r) => r.outcome !== 'restored')).toEqual([]);
    expect(tree()).toEqual(before);
  }, 120_000);
});

describe('killed at any point', () => {
  const run = (job: object): { status: number | null; signal: string | null; points: number } => {
    const file = join(folder, 'job.json');
    writeFileSync(file, JSON.stringify(job));
    const result = spawnSync(process.execPath, [CHILD, file], { encoding: 'utf8' });
    return { status: result.status, signal: result.signal, points: Number(result.stdout) };
  };

  it('loses no file, leaves none half, and the next run completes', () => {
    const plan = planFor(FILES);
    const job = { plan, root, container, recipient, identity };
    const fresh = (): string[] => {
      rmSync(root, { recursive: true, force: true });
      rmSync(container, { recursive: true, force: true });
      for (const [path, content] of Object.entries(FILES)) put(path, content);
      return tree();
    };
    fresh();
    const { points } = run({ ...job, act: 'quarantine', killAt: 0 });
    expect(points).toBeGreaterThanOrEqual(14);
    for (let killAt = 1; killAt <= points; killAt++) {
      const before = fresh();
      expect(run({ ...job, act: 'quarantine', killAt }).signal, `point ${killAt}`).toBe('SIGKILL');
      expect(run({ ...job, act: 'quarantine', killAt: 0 }).status, `second run after point ${killAt}`).toBe(0);
      expect(tree(), `point ${killAt}`).toEqual([]);
      const items = readdirSync(join(container, 'items'));
      expect(items.filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(run({ ...job, act: 'restore', killAt: 0 }).status).toBe(0);
      expect(tree(), `restored after point ${killAt}`).toEqual(before);
    }
  }, 240_000);

  it('restores what was taken, also when the quarantine or the restoring itself was killed', () => {
    const plan = planFor(FILES);
    const job = { plan, root, container, recipient, identity };
    for (const killAt of [3, 4, 5, 6, 9]) {
      rmSync(root, { recursive: true, force: true });
      rmSync(container, { recursive: true, force: true });
      for (const [path, content] of Object.entries(FILES)) put(path, content);
      const before = tree();
      run({ ...job, act: 'quarantine', killAt });
      for (const again of [1, 2, 3, 0]) run({ ...job, act: 'restore', killAt: again });
      expect(tree(), `point ${killAt}`).toEqual(before);
    }
  }, 240_000);
});
