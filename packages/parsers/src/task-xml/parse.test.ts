import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_ACTIONS, parseTaskXml } from './parse.js';

const utf16 = (text: string): Uint8Array =>
  Uint8Array.from([0xff, 0xfe, ...[...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8])]);
const TASK = `<?xml version="1.0" encoding="UTF-16"?>\r
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\r
  <RegistrationInfo><Date>2021-03-03T07:10:00</Date><Author>EXAMPLE\\admin01</Author><URI>\\Folder\\Synthetic</URI></RegistrationInfo>\r
  <Triggers><TimeTrigger><Repetition><Interval>PT45M</Interval></Repetition></TimeTrigger><BootTrigger /></Triggers>\r
  <Principals><Principal id="A"><UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel></Principal></Principals>\r
  <Settings><Hidden>True</Hidden></Settings>\r
  <Actions><Exec><Command>cmd.exe</Command><Arguments>/c echo &gt; a</Arguments></Exec><ComHandler><ClassId>{1}</ClassId></ComHandler></Actions>\r
</Task>`;

describe('parseTaskXml', () => {
  test('one fact an action', () => {
    const { facts, problems } = parseTaskXml(utf16(TASK));
    expect(problems).toEqual([]);
    expect(facts.length).toBe(2);
    const fields = (i: number) => Object.fromEntries((facts[i]?.fieldNames() ?? []).map((n) => [n, facts[i]?.get(n)]));
    expect(facts[0]?.logSource.category).toBe('scheduled-task');
    expect(facts[0]?.place.line).toBe(7);
    expect(fields(0)).toMatchObject({
      name: 'Synthetic',
      uri: '\\Folder\\Synthetic',
      author: 'EXAMPLE\\admin01',
      date: '2021-03-03T07:10:00',
      command: 'cmd.exe',
      arguments: '/c echo > a',
      line: 'cmd.exe /c echo > a',
      user: 'S-1-5-18',
      runLevel: 'HighestAvailable',
      hidden: 'true',
      enabled: 'true',
      triggers: 'TimeTrigger;BootTrigger',
      interval: 'PT45M',
    });
    expect(fields(1)).toMatchObject({ action: 'ComHandler', comHandler: '{1}' });
  });
  test('UTF-8 as a tool exports it; the file name is the name', () => {
    expect(parseTaskXml(new TextEncoder().encode(TASK), { name: 'Sync' }).facts[0]?.get('name')).toBe('Sync');
  });
  test('what is no task is reported; actions are capped', () => {
    expect(parseTaskXml(new TextEncoder().encode('<a/>')).problems[0]?.code).toBe('ALC-P003');
    expect(
      parseTaskXml(
        utf16(`<Task><Actions>${'<Exec><Command>a</Command></Exec>'.repeat(MAX_ACTIONS + 2)}</Actions></Task>`),
      ).facts.length,
    ).toBe(MAX_ACTIONS);
  });
  test('total', () => {
    const good = utf16(TASK);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, cut) => {
        const bytes = good.slice();
        bytes[at] = value;
        const { facts, problems } = parseTaskXml(bytes.subarray(0, cut));
        expect(facts.length + problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });
  test('tasks of real machines are read without a problem', (context) => {
    const root = '../shared/samples/tasks';
    if (!existsSync(root)) {
      console.warn(`skipped: ${root} is missing`);
      return context.skip();
    }
    const files = readdirSync(root, { recursive: true })
      .map((n) => join(root, String(n)))
      .filter((p) => statSync(p).isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const { facts, problems } = parseTaskXml(readFileSync(file));
      expect([file, facts.length > 0, problems]).toEqual([file, true, []]);
    }
  });
});
