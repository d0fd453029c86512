/** The README's command on the shipped examples, compared with what is true about them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Truth } from '@allclear/lab';
import { Assessment, type Finding } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.js';
import { type Outcome, REPOSITORY, runAllclear } from './testing/run-allclear.js';

const work = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

class Example {
  outcome: Outcome = { code: -1, stdout: '', stderr: '' };
  readonly truth: Truth;
  constructor(readonly name: string) {
    this.truth = JSON.parse(readFileSync(join(REPOSITORY, 'examples', `${name}.truth.json`), 'utf8')) as Truth;
  }
  async run(): Promise<void> {
    this.outcome = await runAllclear(['assess', `examples/${this.name}.zip`, '--out', join(work, this.name)]);
  }
  get json(): unknown {
    return JSON.parse(readFileSync(join(work, this.name, 'mail01', 'assessment.json'), 'utf8'));
  }
  #parsed: Assessment | undefined;
  get assessment(): Assessment {
    this.#parsed ??= Assessment.parse(this.json);
    return this.#parsed;
  }
  answer(id: Assessment['answers'][number]['id']): string {
    return this.assessment.answers.find((a) => a.id === id)?.text ?? '';
  }
}
const compromised = new Example('townhall-compromised');
const clean = new Example('townhall-clean');
beforeAll(async () => {
  await Promise.all([compromised.run(), clean.run()]);
});

const milliseconds = (a: string | undefined, b: string): number => Math.abs(Date.parse(a ?? '') - Date.parse(b));
const weighty = (f: Finding): boolean => ['medium', 'high', 'critical'].includes(f.severity);

describe.each([compromised, clean])('$name', (example) => {
  test('writes three files, prints nothing to standard error', () => {
    expect(example.outcome.stderr).toBe('');
    expect(readdirSync(join(work, example.name, 'mail01')).sort()).toEqual([
      'assessment.json',
      'report.html',
      'timeline.csv',
    ]);
  });

  test('assessment.json is what the published schema says, nothing more', () => {
    expect(Assessment.parse(example.json)).toEqual(example.json);
    expect(example.assessment.host.name).toBe(example.truth.host);
    expect(example.assessment.run?.command).toBe(`allclear assess examples/${example.name}.zip`);
  });

  test('everything that a finding refers to is there', () => {
    const { findings, verdict, answers, phases, webShells, mailboxes, clients, actors, actions, timeline, checks } =
      example.assessment;
    const ids = findings.map((f) => f.id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = [verdict, ...answers, ...phases, ...webShells, ...mailboxes, ...clients, ...actors, ...checks]
      .flatMap((part) => part.findings)
      .concat(actions.flatMap((a) => a.because))
      .concat(timeline.flatMap((t) => t.finding ?? []));
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
    const files = new Set(example.assessment.coverage.files.map((f) => f.file));
    expect(findings.flatMap((f) => f.quotes).filter((q) => !files.has(q.place.file))).toEqual([]);
  });

  test('the build history brackets the moment of the update', () => {
    const [, update] = example.truth.builds;
    const { march2021, history } = example.assessment.patch;
    expect(march2021.status).toBe('fixed');
    expect(Date.parse(march2021.fixedAfter ?? '')).toBeLessThanOrEqual(Date.parse(update?.from ?? ''));
    expect(Date.parse(march2021.fixedBefore ?? '')).toBeGreaterThanOrEqual(Date.parse(update?.from ?? ''));
    expect(milliseconds(march2021.fixedAfter, march2021.fixedBefore ?? '')).toBeLessThan(2 * 3_600_000);
    const seen = history.filter((h) => h.source === 'log-columns').map((h) => h.build);
    expect(seen).toEqual(example.truth.builds.map((b) => b.build));
  });

  test('coverage tells the period of each log', () => {
    for (const { source, from, to } of example.truth.coverage) {
      const id = source === 'iis' ? 'iis-log' : 'exchange-httpproxy';
      const found = example.assessment.coverage.sources.find((s) => s.artifact === id);
      expect([source, found?.period?.from.slice(0, 10), found?.period?.to.slice(0, 10)]).toEqual([source, from, to]);
      expect([source, found?.unreadable]).toEqual([source, 0]);
    }
  });

  test('the summary has the shape of the interface, on one screen', () => {
    const { stdout } = example.outcome;
    const labels = stdout.split('\n').map((line) => line.slice(0, 14).trim());
    const wanted = [
      'Attacked?',
      'Got in?',
      'Taken?',
      'Still there?',
      'Patched?',
      'State',
      'Examined',
      'Not examined',
      'Next',
    ];
    expect(labels.filter((label) => wanted.includes(label))).toEqual(wanted);
    expect(stdout).toMatch(
      /^[A-Z ]+(\(confirmed\))? {4}mail01\.townhall\.example {4}Exchange 2016 CU19[^\n]*\(15\.1\.2176\.\d\)\n/,
    );
    expect(stdout).toMatch(/State +patched: \S+.* · compromised: .* · cleaned and verified: /);
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
    expect(stdout).not.toMatch(/undefined|NaN|\[object/);
    expect(stdout).not.toContain('\u001b');
  });

  test('no address is an intruder or an attacker but those of the story', () => {
    const blamed = example.assessment.clients.filter((c) => c.role === 'intruder' || c.role === 'attacker');
    expect(blamed.map((c) => [c.address, c.role]).sort()).toEqual(
      Object.keys(example.truth.exploitRequests)
        .map((address) => [address, 'intruder'])
        .sort(),
    );
    const suspects = example.assessment.clients.filter((c) => c.role === 'suspicious');
    expect(suspects.map((c) => c.address)).toEqual([]);
  });
});

describe('townhall-compromised: the story', () => {
  const { truth } = compromised;

  test('verdict and exit code', () => {
    expect(compromised.outcome.code).toBe(EXIT.compromised);
    expect(compromised.outcome.stdout).toMatch(/^COMPROMISED \(confirmed\) /);
    expect(compromised.assessment.verdict).toMatchObject({ level: 'compromised', certainty: 'confirmed' });
    expect(compromised.assessment.axes).toEqual({ patched: 'partly', compromised: 'confirmed', cleaned: 'partly' });
  });

  test('attacked: the number of exploit requests, since when, by whom', () => {
    const total = Object.values(truth.exploitRequests).reduce((a, b) => a + b, 0);
    expect(compromised.answer('attacked')).toMatch(new RegExp(`from 2021-03-03 06:49:42 UTC: ${total} requests`));
    expect(compromised.answer('attacked')).toContain('203.0.113.7 and 1 other address');
  });

  test('every exploit request is quoted with its id, and no other request is accused', () => {
    const accused = compromised.assessment.findings
      .filter((f) => f.outcome !== 'probe' && f.outcome !== 'context')
      .flatMap((f) => f.quotes.map((q) => q.fields.RequestId ?? []))
      .flat();
    const total = Object.values(truth.exploitRequests).reduce((a, b) => a + b, 0);
    expect(new Set(accused).size).toBe(total);
    expect(accused.filter((id) => !truth.intruderRequests.includes(id))).toEqual([]);
  });

  test('the pages: which, where, since when, which of them is still there', () => {
    const shells = compromised.assessment.webShells;
    expect(shells.map((s) => s.page?.toLowerCase()).sort()).toEqual(
      truth.pages.map((p) => p.page.toLowerCase()).sort(),
    );
    for (const page of truth.pages) {
      const shell = shells.find((s) => s.page?.toLowerCase() === page.page.toLowerCase());
      expect([page.page, shell?.onDisk]).toEqual([page.page, page.removed === undefined ? 'yes' : 'no']);
      expect(milliseconds(shell?.firstUsed, page.firstUsed ?? '')).toBeLessThan(1000);
      if (page.removed === undefined) expect(shell?.file?.toLowerCase()).toBe(page.path.toLowerCase());
      expect(shell?.clients).toEqual(['203.0.113.7']);
    }
    expect(compromised.answer('entered')).toMatch(
      /2 web shells written through CVE-2021-27065, first used 2021-03-03 07:02:10 UTC/,
    );
  });

  test('the mail: which mailboxes, by whom, when, how much', () => {
    const read = compromised.assessment.mailboxes;
    expect(read.map((m) => [m.mailbox, m.by, m.bytes, m.how]).sort()).toEqual(
      truth.mailboxes.map((m) => [m.mailbox, [m.client], m.bytes, 'read']).sort(),
    );
    for (const { mailbox, first, last } of truth.mailboxes) {
      const found = read.find((m) => m.mailbox === mailbox);
      expect(milliseconds(found?.first, first)).toBeLessThan(1000);
      expect(milliseconds(found?.last, last)).toBeLessThan(1000);
    }
    expect(compromised.answer('taken')).toMatch(/mail of 3 mailboxes read \(137\.2 MB\)/);
  });

  test('what was taken and what is still there are named', () => {
    for (const path of truth.stolen) expect(compromised.answer('taken')).toContain(path);
    expect(compromised.answer('present')).toMatch(/1 web shell on disk, 1 scheduled task/);
    const present = compromised.assessment.answers.find((a) => a.id === 'present');
    const entities = compromised.assessment.findings
      .filter((f) => present?.findings.includes(f.id))
      .flatMap((f) => f.entities.map((e) => e.value));
    expect(entities).toEqual(expect.arrayContaining(['\\TimeSyncHealth', truth.filesOnDisk[0]]));
    expect(truth.persistence).toEqual(['scheduled task \\TimeSyncHealth']);
  });

  test('every file that the intruders left is in a finding', () => {
    const text = JSON.stringify(compromised.assessment.findings).toLowerCase();
    for (const path of truth.filesOnDisk) {
      const escaped = JSON.stringify(path).slice(1, -1).toLowerCase();
      const asMember = path
        .replace(/^([A-Z]):/, '$1')
        .replaceAll('\\', '/')
        .toLowerCase();
      expect([path, text.includes(escaped) || text.includes(asMember)]).toEqual([path, true]);
    }
  });

  test('every event of the story is on the timeline, at its time and in its phase', () => {
    const near = (a: number, b: number): boolean => Math.abs(a - b) <= 60_000;
    const missed = truth.events.filter((event) => {
      const at = Date.parse(event.time);
      return !compromised.assessment.timeline.some((entry) => {
        const [from, to] = [Date.parse(entry.time), Date.parse(entry.end ?? entry.time)];
        // An entry that spans days covers everything and says nothing.
        const covers = near(from, at) || (to - from < 2 * 3_600_000 && from <= at && at <= to + 60_000);
        // What antivirus found is told as what it found: a web shell.
        return covers && (entry.phase === event.phase || event.phase === 'response');
      });
    });
    expect(missed.map((event) => event.what)).toEqual([]);
  });

  test('patched too late, and what is still open', () => {
    expect(compromised.answer('patched')).toMatch(
      /^since 2021-03-09 \(Mar21SU\), after they got in; still open: CVE-2021-34473/,
    );
  });

  test('what rotated away is told', () => {
    expect(compromised.outcome.stdout).toMatch(/HttpProxy\) 2021-03-01\s+to 03-15 \(starts after/);
  });

  test('groups are hints: never more than "consistent with", and said what would tell', () => {
    for (const actor of compromised.assessment.actors) {
      expect(actor.wouldTell.length).toBeGreaterThan(20);
      expect(actor.consistency).not.toBe('high');
    }
    expect(compromised.outcome.stdout).not.toMatch(/HAFNIUM|Pigeon/);
  });
});

describe('townhall-clean: scanned, never entered', () => {
  test('exit code 0, or 12 with what is missing', () => {
    const { code, stdout } = clean.outcome;
    expect([EXIT.nothingFound, EXIT.cannotTell]).toContain(code);
    expect(code).toBe(clean.assessment.verdict.exitCode);
    if (code === EXIT.cannotTell) expect(stdout).toMatch(/limited: /);
    else expect(stdout).toMatch(/^NOTHING FOUND /);
  });

  test('no finding above low, no shell, no mailbox, no group', () => {
    const { findings, webShells, mailboxes, actors, incident, axes } = clean.assessment;
    expect(findings.filter(weighty).map((f) => f.rule.title)).toEqual([]);
    expect({ webShells, mailboxes, actors, incident }).toEqual({
      webShells: [],
      mailboxes: [],
      actors: [],
      incident: {},
    });
    expect(axes.cleaned).toBe('not-needed');
  });

  test('the scanners were seen all the same', () => {
    expect(clean.assessment.clients.length).toBeGreaterThan(5);
    expect(clean.answer('attacked')).toMatch(/only probed: \d+ requests/);
  });
});
