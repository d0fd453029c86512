/** Whole files to damage: the examples, our own rules, small ones made here, and the samples where they lie beside the repository. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listUnits, openUnit } from '@allclear/evidence';
import { buildEvtx, buildPrefetch, compressMam, readEvtx } from '@allclear/parsers';
import { labVolume } from '../conformance/volume-sample.js';

export interface Seed {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
/** Larger seeds are cut: what counts is many inputs. */
const SEED_BYTES = 12 * 1024;
/** Binary logs and hives come in blocks: less than one says nothing. */
const BLOCKS_BYTES = 72 * 1024;
const IN_BLOCKS = /\.evtx$|\$mft$|\$j$|\.pf$|registry\/|\.(?:dll|exe)$/i;
const PER_FOLDER = 40;

export async function collectSeeds(): Promise<Seed[]> {
  const seeds: Seed[] = [
    ...(await fromExamples()),
    ...made(),
    ...fromFolder(join(REPOSITORY, 'packages/content/data/sigma'), 3),
  ];
  const samples = join(REPOSITORY, '../shared/samples');
  for (const folder of [
    'evtx/parser-cases',
    'tasks',
    'registry',
    'ntfs',
    'prefetch',
    'logs',
    'config',
    'sigma/rules/windows',
    'sigma/rules/web',
  ])
    seeds.push(...fromFolder(join(samples, folder), PER_FOLDER));
  return seeds;
}

const seedBytes = (path: string): number => (IN_BLOCKS.test(path) ? BLOCKS_BYTES : SEED_BYTES);

async function fromExamples(): Promise<Seed[]> {
  const seeds: Seed[] = [];
  const perKind = new Map<string, number>();
  const { units } = await listUnits([join(REPOSITORY, 'examples/townhall-compromised.zip')], {});
  for (const unit of units) {
    const kind = unit.path.replace(/\d+/g, '#').split('/').slice(-2).join('/');
    const known = perKind.get(kind) ?? 0;
    if (known >= 3) continue;
    perKind.set(kind, known + 1);
    for await (const file of openUnit(unit.locator, {})) {
      const limit = seedBytes(file.path);
      const pieces: Uint8Array[] = [];
      let bytes = 0;
      await file.read((chunk) => {
        pieces.push(chunk.slice());
        bytes += chunk.length;
        return bytes < limit;
      });
      seeds.push({ path: file.path, bytes: new Uint8Array(Buffer.concat(pieces).subarray(0, limit)) });
    }
  }
  return seeds;
}

function fromFolder(folder: string, each: number): Seed[] {
  const seeds: Seed[] = [];
  let entries: { name: string; isDirectory(): boolean; isFile(): boolean }[];
  try {
    entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return seeds;
  }
  let files = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) seeds.push(...fromFolder(path, Math.max(3, Math.floor(each / 2))));
    else if (entry.isFile() && files < each) {
      files++;
      seeds.push({
        path: path.replaceAll('\\', '/'),
        bytes: new Uint8Array(readFileSync(path).subarray(0, seedBytes(path))),
      });
    }
  }
  return seeds;
}

/** Small event logs in every form. */
function made(): Seed[] {
  const log = buildEvtx([
    {
      record: 1,
      time: Date.UTC(2021, 2, 3),
      eventId: 4688,
      provider: 'Microsoft-Windows-Security-Auditing',
      channel: 'Security',
      computer: 'mail01.example',
      data: [
        ['NewProcessName', 'C:\\Windows\\System32\\cmd.exe'],
        ['CommandLine', 'cmd /c "a" & b'],
        [undefined, ['x', 'y']],
      ],
    },
  ]);
  const xml = readEvtx(log.slice()).records.map((record) => record.text());
  const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
  const volume = labVolume();
  const prefetch = buildPrefetch({
    executable: 'CMD.EXE',
    runs: 2,
    ran: [132_000_000_000_000_000n],
    files: ['\\VOLUME{01d7000000000000-12345678}\\WINDOWS\\SYSTEM32\\CMD.EXE'],
  });
  const event = {
    System: { EventID: 1, Channel: 'System', Provider: { '#attributes': { Name: 'a' } } },
    EventData: { Data: ['x', 'y'] },
  };
  return [
    { path: 'made/a.evtx', bytes: log },
    { path: 'made/$MFT', bytes: volume.table },
    { path: 'made/$J', bytes: volume.journal },
    { path: 'made/a.pf', bytes: prefetch },
    { path: 'made/b.pf', bytes: compressMam(prefetch) },
    { path: 'made/a.events.xml', bytes: utf8(`<?xml version="1.0"?>\n<Events>${xml.join('\n')}</Events>`) },
    { path: 'made/a.events.json', bytes: utf8(JSON.stringify([event, { Event: event }], undefined, 1)) },
    {
      path: 'made/a.events.csv',
      bytes: utf8(
        'Level,Date and Time,Source,Event ID,Task Category\r\nInformation,1/2/2021 3:04:05 PM,Microsoft-Windows-Security-Auditing,4688,None,"A new process has been created.\r\n\r\nCreator Subject:\r\n\tAccount Name:\t\ta\r\n\r\nProcess Information:\r\n\tNew Process Name:\tC:\\a.exe\r\n"\r\n',
      ),
    },
    { path: 'made/list.csv', bytes: utf8('ip,sha256,comment\n198.51.100.7,,"a, ""b"""\n') },
    {
      path: 'made/list.json',
      bytes: utf8(
        '{"type":"bundle","objects":[{"type":"indicator","pattern":"[file:name = \'a.exe\' OR url:value = \'http://a.example/\']"}]}',
      ),
    },
  ];
}
