/**
 * Facts about files and configuration against their rules: inert pages of every family through the whole way from bytes to
 * findings, and real configuration and tasks of ordinary servers, which must stay quiet.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadContent } from '@allclear/content';
import { fileFact, parseSigma, RuleSet, type SigmaRule } from '@allclear/detection';
import type { FactEvent } from '@allclear/model';
import { parseCompiledAssembly, parseCompiledPage, parseIisConfig, parseTaskXml } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples', import.meta.url));
const FOLDERS = ['file', 'configuration', 'scheduled-task', 'compiled-page', 'tool-log'];
const ORDER = ['informational', 'low', 'medium', 'high', 'critical'];

async function ownRules(): Promise<RuleSet> {
  const rules: SigmaRule[] = [];
  for (const { origin, document } of (await loadContent()).sigma) {
    if (!FOLDERS.some((folder) => origin.startsWith(`sigma/${folder}/`))) continue;
    const { rule, problems } = parseSigma(document, origin);
    expect([origin, problems]).toEqual([origin, []]);
    if (rule !== undefined) rules.push(rule);
  }
  expect(rules.length).toBeGreaterThan(70);
  const set = new RuleSet(rules, []);
  expect(set.problems).toEqual([]);
  return set;
}
const rules = await ownRules();
const levels = (facts: readonly FactEvent[]): string[] =>
  facts.flatMap((fact) => rules.matchFact(fact).map(({ rule }) => `${rule.level}: ${rule.title}`));

/** Pages are stored encoded, and broken on purpose: none of them works. */
const page = (base64: string, path = 'D:\\web\\app\\x.aspx'): FactEvent => {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  return fileFact({ path, size: bytes.length, bytes }).fact;
};

describe('from bytes to rules', () => {
  test.each([
    ['plain', 'PCVAIFBhZ2UgTGFuZ3VhZ2U9IkpzY3JpcHQiJT48JSBldmFsKFJlcXVlc3QuSXRlbVsieCJdLCJ1bnNhZmUiIGluZXJ0'],
    [
      'comment inside, literals split',
      'PCVAIFBhZ2UgTGFuZ3VhZ2U9IkpzY3JpcHQiJT48JSBldmFsIC8qIGEgKi8gKCBSZXF1ZXN0IC4gSXRlbSBbICJ4IiBdLCAidW4iICsgInNhZmUiIGluZXJ0',
    ],
    [
      'letters as escapes',
      'PCVAIFBhZ2UgTGFuZ3VhZ2U9IkpzY3JpcHQiJT48JSBcdTAwNjV2YWwoUmVxdWVzdC5JdGVtWyJ4Il0sInVuc2FmZSIgaW5lcnQ=',
    ],
    [
      'UTF-16 without a mark',
      'PAAlAEAAIABQAGEAZwBlACAATABhAG4AZwB1AGEAZwBlAD0AIgBKAHMAYwByAGkAcAB0ACIAJQA+ADwAJQAgAGUAdgBhAGwAKABSAGUAcQB1AGUAcwB0AC4ASQB0AGUAbQBbACIAeAAiAF0ALAAiAHUAbgBzAGEAZgBlACIAIABpAG4AZQByAHQA',
    ],
  ])('evaluator, %s', (_, base64) => {
    expect(levels([page(base64)])).toContain('critical: Page that runs whatever a request contains');
  });

  test('an ordinary page is quiet', () => {
    expect(
      levels([
        page(
          'PCVAIFBhZ2UgTGFuZ3VhZ2U9IkMjIiAlPjxodG1sPjxib2R5PjwlPSBTZXJ2ZXIuSHRtbEVuY29kZShSZXF1ZXN0LlF1ZXJ5U3RyaW5nWyJxIl0pICU+PHNjcmlwdD52YXIgbyA9IGV2YWwoIigiICsgdCArICIpIik7PC9zY3JpcHQ+PC9ib2R5PjwvaHRtbD4=',
        ),
      ]),
    ).toEqual([]);
  });

  test('a mailbox as a page: envelope and the code inside', () => {
    const found = levels([
      page(
        'IUJETgECAwQXABMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADwlQCBQYWdlIExhbmd1YWdlPSJKc2NyaXB0IiU+PCUgZXZhbChSZXF1ZXN0Lkl0ZW1bIngiXSwidW5zYWZlIiBpbmVydAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      ),
    ]);
    expect(found).toContain('critical: Exported mailbox saved as a page');
    expect(found).toContain('critical: Page that runs whatever a request contains');
  });

  test('a deleted page is told from the name of its translation alone', () => {
    const name = 'abcd.aspx.898219ba.compiled';
    const file = `C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\root\\1\\2\\${name}`;
    expect(levels(parseCompiledPage(new Uint8Array(), { name, file }).facts)).toEqual([
      'high: A page that is not part of Exchange was run',
    ]);
    const genuine = { name: 'logon.aspx.f5dba9b9.compiled', file: file.replace('\\root\\', '\\owa\\') };
    expect(levels(parseCompiledPage(new Uint8Array(), genuine).facts)).toEqual([]);
  });

  test('the library of a small web shell', () => {
    const library = 'QXBwX1dlYl9xLmRsbCB+L2FzcG5ldF9jbGllbnQvcS5hc3B4IEpTY3JpcHRFdmFsdWF0ZQ==';
    const bytes = new TextEncoder().encode(Buffer.from(library, 'base64').toString());
    expect(levels(parseCompiledAssembly(bytes, { name: 'App_Web_q.dll' }).facts)).toContain(
      'critical: Translated web shell',
    );
  });
});

describe('real servers stay quiet', () => {
  function* files(folder: string): Generator<string> {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) yield* files(path);
      else yield path;
    }
  }
  const above = (facts: readonly FactEvent[], limit: string): string[] =>
    levels(facts).filter((found) => ORDER.indexOf(found.split(':')[0] ?? '') > ORDER.indexOf(limit));

  test('configuration of Exchange 2016 and 2019: nothing above low', (context) => {
    const folder = join(SAMPLES, 'config');
    if (!existsSync(folder)) {
      console.warn('SKIPPED: the configuration samples are not beside the repository');
      return context.skip();
    }
    let count = 0;
    for (const path of files(folder)) {
      if (!path.endsWith('.config')) continue;
      const bytes = readFileSync(path);
      const windows = `C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\${basename(path)}`;
      const facts = [...parseIisConfig(bytes).facts, fileFact({ path: windows, size: bytes.length, bytes }).fact];
      expect([path, above(facts, 'low')]).toEqual([path, []]);
      count++;
    }
    expect(count).toBeGreaterThan(50);
  });

  test('tasks of Windows: nothing above informational; the two simulated ones are found', (context) => {
    const folder = join(SAMPLES, 'tasks');
    if (!existsSync(folder)) {
      console.warn('SKIPPED: the task samples are not beside the repository');
      return context.skip();
    }
    for (const path of files(folder)) {
      const { facts } = parseTaskXml(readFileSync(path), { name: basename(path) });
      const simulated = /GameOver|falshupdate22/.test(path);
      expect([path, above(facts, 'informational').length > 0]).toEqual([path, simulated]);
    }
  });
});
