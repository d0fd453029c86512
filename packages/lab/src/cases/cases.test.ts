import { createHash } from 'node:crypto';
import type { EvidenceEvent } from '@allclear/model';
import { createLogParser, readEvtx } from '@allclear/parsers';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_QUALITIES, type LabEntry } from '../evidence/index.js';
import { STORIES } from '../scenarios/index.js';
import { concat, utf8 } from '../write/index.js';
import { casesOf } from './case.js';
import { makeCase } from './make.js';
import { CASES, casesLike } from './set.js';

function jsonEvents(bytes: Uint8Array): EvidenceEvent[] {
  const parser = createLogParser('event-log-json');
  const lines = new TextDecoder().decode(bytes).split('\n').filter(Boolean).map(utf8);
  return lines.flatMap((line, i) => parser.record(line, 0, line.length, { line: i + 1 }) ?? []);
}

function digest(entries: Iterable<LabEntry>): string {
  const hash = createHash('sha256');
  for (const entry of entries) {
    hash.update(`${entry.path}\n${entry.modified}\n`);
    for (const chunk of entry.chunks) hash.update(chunk);
  }
  return hash.digest('hex');
}

describe('the set', () => {
  it('is large enough, and each half has a share', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    for (const half of ['tuning', 'judging']) {
      expect(CASES.filter((labCase) => labCase.half === half).length).toBeGreaterThan(CASES.length / 3);
    }
  });

  it('gives every case its own id, and a story one half', () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
    expect(new Set(STORIES.map(({ id }) => id)).size).toBe(STORIES.length);
    for (const story of STORIES) {
      expect(story.id).toMatch(/^[a-z0-9-]+$/);
      expect(new Set(casesOf(story).map(({ half }) => half)).size).toBe(1);
    }
  });

  it('covers the cross product of states, versions and evidence', () => {
    const cells = new Map<string, number>();
    for (const { story, variant } of CASES) {
      const cell = `${story.state} ${story.server.version} ${variant.evidence}`;
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
    const states = ['untouched', 'scanned', 'attacked', 'entered', 'cleaned-up', 'robbed', 'ransomed'];
    const missing = states.flatMap((state) =>
      ['2013', '2016', '2019', 'SE'].flatMap((version) =>
        EVIDENCE_QUALITIES.map((quality) => `${state} ${version} ${quality}`).filter((cell) => !cells.has(cell)),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('holds the near-misses that fool naive tools', () => {
    const states = CASES.map(({ story }) => story.state);
    expect(states.filter((state) => state === 'administered').length).toBeGreaterThan(25);
    const languages = new Set(STORIES.map(({ server }) => server.language ?? 'en'));
    expect(languages.size).toBe(4);
    expect(STORIES.filter(({ server }) => (server.drive ?? 'C') !== 'C').length).toBeGreaterThan(5);
  });

  it('covers every version, quality, layout and state', () => {
    const kinds = (values: readonly string[]): number => new Set(values).size;
    expect(kinds(STORIES.map(({ server }) => server.version))).toBe(4);
    expect(kinds(STORIES.map(({ state }) => state))).toBe(8);
    expect(kinds(CASES.map(({ variant }) => variant.evidence))).toBe(5);
    expect(kinds(CASES.map(({ variant }) => variant.layout))).toBe(5);
  });

  it('never accepts an all-clear on an entered server, nor an intrusion where nobody got in', () => {
    for (const labCase of CASES) {
      const { truth } = makeCase(labCase);
      const { acceptable } = truth.expected;
      if (truth.verdict === 'compromised') expect(acceptable, labCase.id).not.toContain('nothing-found');
      else expect(acceptable, labCase.id).not.toContain('compromised');
    }
  });

  it('finds cases by pattern', () => {
    expect(casesLike('entered-2016-oab').length).toBe(5);
    expect(casesLike('*.velociraptor').every(({ variant }) => variant.layout === 'velociraptor')).toBe(true);
    expect(casesLike('a+b').length).toBe(0);
  });
});

describe('a case', () => {
  const [labCase] = casesLike('robbed-2019-exports.complete');
  if (labCase === undefined) throw new Error('the case is gone');

  it('has equal bytes for an equal seed, and other bytes for another', () => {
    const first = digest(makeCase(labCase).entries());
    expect(digest(makeCase(labCase).entries())).toBe(first);
    const other = { ...labCase, scenario: { ...labCase.scenario, seed: 'another' } };
    expect(digest(makeCase(other).entries())).not.toBe(first);
  });

  it('shows an intruder in every source that would hold the trace', () => {
    const kape = { ...labCase, variant: { ...labCase.variant, layout: 'kape' as const } };
    const holding = [...makeCase(kape).entries()]
      .filter((entry) => new TextDecoder().decode(concat(entry.chunks)).includes('203.0.113.72'))
      .map(({ path }) => path.replace(/^.*\/(LogFiles|Logging)\//, '').replace(/\/[^/]*$/, ''));
    expect(new Set(holding)).toEqual(new Set(['W3SVC1', 'HttpProxy/Ecp', 'HttpProxy/Owa']));
  });

  it('holds its page, its dump and its archives', () => {
    const paths = [...makeCase(labCase).entries()].map(({ path }) => path);
    for (const name of ['OutlookZH.aspx', 'lsass.dmp', 'it.zip', 'o.7z', 'a.berg.pst'])
      expect(
        paths.some((path) => path.endsWith(`/${name}`)),
        name,
      ).toBe(true);
  });
});

describe('evidence', () => {
  const of = (id: string): LabEntry[] => casesLike(id).flatMap((labCase) => [...makeCase(labCase).entries()]);

  it('without logs has none, and logs alone are nothing else', () => {
    for (const { path } of of('robbed-2019-exports.files-only')) expect(path).not.toMatch(/LogFiles|Logging|EventLogs/);
    for (const { path } of of('robbed-2019-exports.logs-only'))
      expect(path).toMatch(/LogFiles|Logging|Logs\/|EventLogs/);
  });

  it('that rolled over begins where it says', () => {
    const first = of('robbed-2016-through-ssrf.rolled-over')
      .map(({ path }) => /u_ex(\d{6})\.log$/.exec(path)?.[1])
      .filter((day) => day !== undefined)
      .sort()[0];
    expect(first).toBe('210108');
  });

  it('of a client who cut out lines lacks them in one log only', () => {
    const holding = of('cleaned-up-2016-lines.complete')
      .filter((entry) => new TextDecoder().decode(concat(entry.chunks)).includes('203.0.113.78'))
      .map(({ path }) => path);
    expect(holding.some((path) => path.includes('HttpProxy'))).toBe(true);
    expect(holding.some((path) => path.includes('W3SVC'))).toBe(false);
  });

  it('behind a proxy shows the address of the proxy, or the client in a column of its own', () => {
    const text = (id: string): string =>
      of(id)
        .filter(({ path }) => path.includes('W3SVC1'))
        .map((entry) => new TextDecoder().decode(concat(entry.chunks)))
        .join('');
    expect(text('several-actors-2016.complete')).not.toContain('203.0.113.74');
    expect(text('entered-2019-forwarded.complete')).toMatch(/#Fields: .* X-Forwarded-For\r\n/);
    expect(text('entered-2019-forwarded.complete')).toMatch(/ 10\.30\.0\.5 .* 203\.0\.113\.76\r\n/);
  });

  it('holds event logs as the files of Windows where its story says so, in every layout', () => {
    const logs = (id: string): LabEntry[] =>
      of(id).filter(({ path }) => /winevt|EventLogs|Logs\/[^/]*\.evtx$/.test(path));
    const paths = (id: string): string[] => logs(id).map(({ path }) => path.replace(/[^/]*$/, ''));
    const folder = 'Windows/System32/winevt/Logs/';
    expect(new Set(paths('entered-2016-oab.complete.kape'))).toEqual(new Set([`C/${folder}`]));
    expect(new Set(paths('ransomed-2016-march.complete.cylr'))).toEqual(new Set([`C/${folder}`]));
    expect(new Set(paths('monitored-2019-own-page.complete.live-drive'))).toEqual(new Set([folder]));
    expect(new Set(paths('entered-2016-oab.logs-deleted.velociraptor'))).toEqual(
      new Set([`uploads/auto/C%3A/${folder}`]),
    );
    expect(new Set(paths('entered-2016-oab.logs-only.loose'))).toEqual(new Set(['Logs/']));
    expect(paths('entered-2016-oab.files-only.live-drive')).toEqual([]);
    expect(paths('robbed-2019-exports.complete').every((path) => !path.includes('winevt'))).toBe(true);
    expect(logs('alarmed-2013-antivirus.complete').map(({ path }) => path)).toContain(
      `C/${folder}Microsoft-Windows-Windows Defender%4Operational.evtx`,
    );
  });

  it('tells the same in both forms of event logs', () => {
    const [labCase] = casesLike('cleaned-up-2019-files.complete.kape');
    if (labCase === undefined) throw new Error('the case is gone');
    const facts = (form: 'json' | 'evtx'): unknown[] => {
      const scenario = { ...labCase.scenario, eventLogs: form };
      return (
        [...makeCase({ ...labCase, scenario }).entries()]
          .filter(({ path }) => /EventLogs|winevt/.test(path))
          .flatMap(({ chunks }) => (form === 'json' ? jsonEvents(concat(chunks)) : readEvtx(concat(chunks)).records))
          // Values that a provider names `param1` are unnamed for the JSON parser (Winlogbeat's way), named for the other.
          .filter((event) => event.get('EventID') !== '7036')
          .map((event) => [
            event.time,
            event.logSource,
            Object.fromEntries(event.fieldNames().map((name) => [name, event.get(name)])),
          ])
      );
    };
    const json = facts('json');
    expect(json.length).toBeGreaterThan(100);
    expect(facts('evtx')).toEqual(json);
  });

  it('has no two files of one path', () => {
    const loose = CASES.filter(({ variant, story }) => variant.layout === 'loose' && story.days < 7);
    for (const labCase of loose.slice(0, 8)) {
      const paths = [...makeCase(labCase).entries()].map(({ path }) => path.toLowerCase());
      expect(new Set(paths).size, labCase.id).toBe(paths.length);
    }
  });
});

describe('harmlessness', () => {
  it('keeps every planted page broken and marked', () => {
    for (const story of STORIES) {
      const [labCase] = casesOf({ ...story, background: [] });
      if (labCase === undefined) continue;
      const { truth, entries } = makeCase({
        ...labCase,
        variant: { ...labCase.variant, evidence: 'complete', layout: 'kape' },
      });
      const planted = new Set(truth.pages.map(({ path }) => path.slice(path.lastIndexOf('\\') + 1)));
      for (const entry of entries()) {
        if (!planted.has(entry.path.slice(entry.path.lastIndexOf('/') + 1))) continue;
        const text = new TextDecoder().decode(concat(entry.chunks));
        expect(text, entry.path).not.toMatch(/eval\s*\(|execute|unsafe/i);
        if (/runat/i.test(text)) expect(text, entry.path).toContain('INERT');
      }
    }
  });
});
