/** What event logs add to an assessment: nothing bad on an ordinary server; on an entered one what ran, and from where. */
import { fileURLToPath } from 'node:url';
import { assess } from '@allclear/assessment';
import { type Assessment, SEVERITY_ORDER } from '@allclear/model';
import { describe, expect, test } from 'vitest';

const example = (name: string): string => fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url));
async function assessed(name: string): Promise<Assessment | undefined> {
  return (await assess([example(name)], { workers: 2, reproducible: true })).assessments[0];
}

describe('an ordinary server', () => {
  test('no finding of level high or more; its event logs are told, none of them in doubt', async () => {
    const clean = await assessed('townhall-clean.zip');
    const high = SEVERITY_ORDER.indexOf('high');
    expect(clean?.findings.filter((f) => SEVERITY_ORDER.indexOf(f.severity) >= high).map((f) => f.rule.title)).toEqual(
      [],
    );
    expect(clean?.verdict.level).toBe('nothing-found');
    const logs = clean?.coverage.eventLogs ?? [];
    expect(logs.map((log) => log.channel)).toEqual(expect.arrayContaining(['Application', 'Security', 'System']));
    for (const log of logs)
      expect([log.channel, log.marks, log.period === undefined]).toEqual([log.channel, [], false]);
  }, 180_000);
});

describe('an entered server', () => {
  test('the programs of its findings stand below the web server, with what they started', async () => {
    const entered = await assessed('townhall-compromised.zip');
    const nodes = new Map(entered?.processes?.map((node) => [node.id, node]));
    const chain = (image: RegExp): string[] => {
      const names: string[] = [];
      let node = [...nodes.values()].find((n) => image.test(n.image));
      for (; node !== undefined; node = nodes.get(node.parent ?? '')) names.push(node.image.split('\\').at(-1) ?? '');
      return names;
    };
    expect(chain(/rundll32/)).toEqual(['rundll32.exe', 'cmd.exe', 'w3wp.exe']);
    const findings = new Set(entered?.findings.map((f) => f.id));
    const named = [...nodes.values()].flatMap((node) => node.findings);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => !findings.has(id))).toEqual([]);
    // The compilations that any ASP.NET server starts belong to nobody's tree.
    expect([...nodes.values()].filter((node) => /csc\.exe$/.test(node.image))).toEqual([]);
  }, 180_000);
});
