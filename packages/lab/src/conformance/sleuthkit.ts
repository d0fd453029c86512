/** What `ils` and `istat` of The Sleuth Kit (Debian: sleuthkit) say about the records of a volume, as data. */
import { spawnSync } from 'node:child_process';

export const hasSleuthKit = (): boolean =>
  ['ils', 'istat'].every((tool) => spawnSync(tool, ['-V'], { stdio: 'ignore' }).error === undefined);

/** A row of `ils -e`; times are seconds since 1970. */
export interface ListedRecord {
  readonly number: number;
  readonly inUse: boolean;
  readonly modified: number;
  readonly accessed: number;
  readonly changed: number;
  readonly created: number;
  readonly links: number;
  readonly size: number;
}

export function listRecords(image: string): ListedRecord[] {
  const run = spawnSync('ils', ['-e', '-f', 'ntfs', image], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const rows: ListedRecord[] = [];
  for (const line of run.stdout.split('\n')) {
    if (!/^\d+\|[af]\|/.test(line)) continue;
    const [number = 0, , , , modified = 0, accessed = 0, changed = 0, created = 0, , links = 0, size = 0] = line
      .split('|')
      .map(Number);
    rows.push({ number, inUse: line.split('|')[1] === 'a', modified, accessed, changed, created, links, size });
  }
  return rows;
}

export interface ShownTimes {
  readonly created: string;
  readonly modified: string;
  readonly changed: string;
  readonly accessed: string;
}

export interface ShownRecord {
  readonly sequence: number;
  readonly inUse: boolean;
  readonly directory: boolean;
  readonly standard: ShownTimes | undefined;
  readonly names: readonly (ShownTimes & {
    readonly name: string;
    readonly parent: number;
    readonly parentSequence: number;
  })[];
  readonly attributes: readonly {
    readonly type: number;
    readonly name: string;
    readonly resident: boolean;
    readonly size: number;
  }[];
}

/** `istat` of one record; undefined where it refuses. Times as it writes them: nine digits, UTC. */
export function showRecord(image: string, number: number): ShownRecord | undefined {
  const run = spawnSync('istat', ['-f', 'ntfs', image, String(number)], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, TZ: 'UTC' },
  });
  const text = run.stdout;
  const head = /^Entry: \d+\s+Sequence: (\d+)/m.exec(text);
  if (run.status !== 0 || head === null) return undefined;
  const sections = text.split(/^(?=\$[A-Z_]+ Attribute Values:)|^(?=Attributes: )/m);
  const names = sections.filter((section) => section.startsWith('$FILE_NAME '));
  const standard = sections.find((section) => section.startsWith('$STANDARD_INFORMATION '));
  return {
    sequence: Number(head[1]),
    inUse: !/^Not Allocated/m.test(text),
    directory: /^(?:Not )?Allocated Directory/m.test(text),
    standard: standard === undefined ? undefined : timesOf(standard),
    names: names.map((section) => {
      const parent = /^Parent MFT Entry: (\d+)\s+Sequence: (\d+)/m.exec(section);
      return {
        ...timesOf(section),
        name: /^Name: (.*)$/m.exec(section)?.[1] ?? '',
        parent: Number(parent?.[1]),
        parentSequence: Number(parent?.[2]),
      };
    }),
    attributes: [...text.matchAll(/^Type: \S+ \((\d+)-\d+\)\s+Name: (.*?)\s+(Non-)?Resident.*?\s+size: (\d+)/gm)].map(
      ([, type, name, elsewhere, size]) => ({
        type: Number(type),
        name: name === 'N/A' ? '' : (name ?? ''),
        resident: elsewhere === undefined,
        size: Number(size),
      }),
    ),
  };
}

function timesOf(section: string): ShownTimes {
  const time = (label: string): string =>
    new RegExp(`^${label}:\\s+(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d\\.\\d{9}) \\(UTC\\)`, 'm')
      .exec(section)
      ?.slice(1)
      .join('T') ?? '';
  return {
    created: time('Created'),
    modified: time('File Modified'),
    changed: time('MFT Modified'),
    accessed: time('Accessed'),
  };
}
