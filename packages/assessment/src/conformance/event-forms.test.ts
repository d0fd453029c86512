/**
 * An event log says the same to every rule, whichever form it came in: binary, XML, JSON lines, JSON over several lines.
 * Needs the samples beside the repository; skips loudly without them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadContent } from '@allclear/content';
import type { EvidenceEvent } from '@allclear/model';
import { createLogParser, EventExportReader, EvtxReader, readLog, sniffEventExport } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';
import { compileContent } from '../run/rules.js';

const SIGMA = fileURLToPath(new URL('../../../../../shared/samples/sigma', import.meta.url));
const present = existsSync(join(SIGMA, 'regression'));
if (!present) console.warn('SKIPPED: the sample event logs with their Sigma rules are not beside the repository');

/** Each n-th of the samples: all of them take a minute. */
const EACH = 4;
const samples = present
  ? readdirSync(join(SIGMA, 'regression'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.evtx'))
      .sort()
      .filter((_, i) => i % EACH === 0)
  : [];

function binary(bytes: Uint8Array): { events: EvidenceEvent[]; xml: string[] } {
  const events: EvidenceEvent[] = [];
  const xml: string[] = [];
  const reader = new EvtxReader((record) => {
    record.fieldNames();
    events.push(record);
    xml.push(record.text());
  });
  reader.push(bytes.slice());
  reader.finish();
  return { events, xml };
}

function exported(text: string): EvidenceEvent[] {
  const bytes = Buffer.from(text);
  const form = sniffEventExport(bytes);
  if (form === undefined) return [...readLog(createLogParser('event-log-json'), bytes)];
  const events: EvidenceEvent[] = [];
  const reader = new EventExportReader(form, (event) => events.push(event));
  reader.push(bytes);
  expect(reader.finish().unreadable).toBe(0);
  return events;
}

/** As evtx_dump writes it: attributes apart, unnamed data as a list. */
function asJson(event: EvidenceEvent): unknown {
  const system = new Set([
    'EventID',
    'Provider_Name',
    'Channel',
    'Computer',
    'Level',
    'EventRecordID',
    'Version',
    'Task',
    'Opcode',
    'Keywords',
    'Qualifiers',
    'Security_UserID',
  ]);
  const get = (name: string): string | undefined => event.get(name);
  const unnamed = event.fieldNames().filter((n) => /^Data\[\d+\]$/.test(n));
  const own = event
    .fieldNames()
    .filter(
      (n) =>
        !system.has(n) &&
        !/^(?:Data(?:\[\d+\])?|Execution_\w+|Provider_\w+|Correlation_\w+|@recovered|EventData_.*)$/.test(n),
    );
  return {
    Event: {
      System: {
        Provider: { '#attributes': { Name: get('Provider_Name') } },
        EventID: { '#attributes': { Qualifiers: get('Qualifiers') }, '#text': Number(get('EventID')) },
        ...Object.fromEntries(
          ['Channel', 'Computer', 'Level', 'EventRecordID', 'Version', 'Task', 'Opcode', 'Keywords'].map((n) => [
            n,
            get(n),
          ]),
        ),
        TimeCreated: {
          '#attributes': { SystemTime: event.time === undefined ? undefined : new Date(event.time).toISOString() },
        },
        Security: { '#attributes': { UserID: get('Security_UserID') } },
      },
      EventData: {
        ...Object.fromEntries(own.map((n) => [n, get(n)])),
        ...Object.fromEntries(
          event
            .fieldNames()
            .filter((n) => n.startsWith('EventData_'))
            .map((n) => [n.slice(10), get(n)]),
        ),
        ...(unnamed.length > 0 ? { Data: unnamed.map(get) } : {}),
      },
    },
  };
}

describe.skipIf(!present)('the same events in four forms', async () => {
  const content = present
    ? await loadContent({
        directories: ['rules', 'rules-emerging-threats', 'rules-threat-hunting'].map((d) => join(SIGMA, d)),
      })
    : undefined;
  const { ruleSet } = compileContent(content?.sigma ?? []);
  const matches = (events: readonly EvidenceEvent[]) =>
    events.map((event) =>
      ruleSet
        .matchFact(event)
        .map((rule) => rule.rule.id)
        .sort(),
    );

  test.each(samples)('%s', (name) => {
    const { events, xml } = binary(readFileSync(join(SIGMA, 'regression', name)));
    const own = matches(events);
    expect(events.length).toBeGreaterThan(0);
    const json = events.map(asJson);
    for (const text of [
      `<?xml version="1.0"?><Events>${xml.join('\n')}</Events>`,
      json.map((event) => JSON.stringify(event)).join('\n'),
      JSON.stringify(json, undefined, 2),
    ])
      expect(matches(exported(text))).toEqual(own);
  });
});
