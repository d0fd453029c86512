/** A file table of any length as it would be read from a disk, made as it is read: for measuring. */
import { type FileReference, msToTicks, RecordWriter } from '@allclear/parsers';

const RECORD = 1024;
const CHUNK = 1 << 20;
/** Of so many records, one is a folder; its files follow it, as installers leave them. */
const FOLDER_EVERY = 12;
/** A deleted record among so many. */
const DELETED_EVERY = 17;
const ROOT: FileReference = { number: 5, sequence: 5 };
/** Extensions and how often, of a server: most are none that matter. */
const EXTENSIONS = [
  'dll',
  'exe',
  'manifest',
  'mui',
  'cat',
  'xml',
  'png',
  'log',
  'js',
  'aspx',
  'txt',
  'dat',
  'edb',
  'config',
  'cdf-ms',
  'json',
];
const FOLDERS = [
  'inetpub',
  'Windows',
  'Program Files',
  'Users',
  'ProgramData',
  'WinSxS',
  'Exchange Server',
  'V15',
  'bin',
  'Logging',
];
const DAY = 86_400_000;

/** `records` of 1,024 bytes each; the same for the same number. */
export function* longTable(records: number, made = Date.UTC(2020, 0, 1)): Generator<Uint8Array> {
  const writer = new RecordWriter(RECORD);
  const chunk = new Uint8Array(CHUNK);
  const text = new TextEncoder().encode('<html><body>Nothing of note.</body></html>');
  let at = 0;
  let folder = ROOT;
  let depth = 0;
  for (let number = 0; number < records; number++) {
    const isFolder = number === ROOT.number || (number > 23 && number % FOLDER_EVERY === 0);
    const deleted = !isFolder && number % DELETED_EVERY === 3;
    const ticks = msToTicks(made + ((number * 7919) % 700) * DAY, number % 10_000);
    const standard = { created: ticks, modified: ticks, changed: ticks, accessed: ticks };
    const own: FileReference = { number, sequence: number === ROOT.number ? 5 : 1 };
    // Every eighth folder begins again at the top, so that paths have the depth that they have on servers.
    const parent = number === ROOT.number ? ROOT : isFolder && depth >= 8 ? ROOT : folder;
    const name =
      number === ROOT.number
        ? '.'
        : isFolder
          ? `${FOLDERS[number % FOLDERS.length] ?? ''} ${number}`
          : fileNameOf(number);
    writer.write({
      number,
      sequence: deleted ? 2 : own.sequence,
      inUse: !deleted,
      directory: isFolder,
      standard,
      names: [{ name, parent, space: 1 }],
      ...(isFolder ? {} : { streams: [number % 5 === 0 ? { content: text } : { size: (number * 4099) % 3_000_000 }] }),
    });
    if (isFolder && number !== ROOT.number) {
      depth = depth >= 8 ? 1 : depth + 1;
      folder = own;
    }
    chunk.set(writer.bytes, at);
    at += RECORD;
    if (at < CHUNK) continue;
    yield chunk;
    at = 0;
  }
  if (at > 0) yield chunk.subarray(0, at);
}

const fileNameOf = (number: number): string =>
  `Microsoft.Component.${(number * 2_654_435_761) % 100_000}.${EXTENSIONS[number % EXTENSIONS.length] ?? 'dat'}`;
