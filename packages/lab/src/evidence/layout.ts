import { concat, utf8 } from '../write/index.js';
import type { LabEntry } from './entry.js';

/**
 * How collectors lay files out. `live-drive`: the root of a mounted drive C; `kape`: a folder for each drive letter,
 * event logs as JSON lines beside them; `velociraptor`: an offline collection with uploads, results and client
 * information; `cylr`: KAPE's paths in a zip, as CyLR writes it; `loose`: files with only their last folder.
 */
export const LAYOUTS = ['live-drive', 'kape', 'velociraptor', 'cylr', 'loose'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Layouts that come as one zip. */
export const ZIPPED: ReadonlySet<Layout> = new Set<Layout>(['velociraptor', 'cylr']);

/** Lays files out one by one. */
export interface Layouter {
  place(entry: LabEntry): LabEntry;
  /** Files that the collector adds at the end. */
  rest(): LabEntry[];
}

/** Paths of the files given are KAPE's (`C/Windows/…`, `EventLogs/…`). */
export function layouter(layout: Layout, host: string): Layouter {
  const rest = (): LabEntry[] => [];
  switch (layout) {
    case 'kape':
    case 'cylr':
      return { place: (entry) => entry, rest };
    case 'live-drive':
      return { place: (entry) => ({ ...entry, path: withoutDrive(entry.path) }), rest };
    case 'velociraptor':
      return velociraptor(host);
    case 'loose':
      return { place: loose(), rest };
  }
}

/** The same files, as a collector would lay them out. */
export function* laidOut(entries: Iterable<LabEntry>, layout: Layout, host: string): Generator<LabEntry> {
  const { place, rest } = layouter(layout, host);
  for (const entry of entries) yield place(entry);
  yield* rest();
}

function withoutDrive(path: string): string {
  if (/^[D-Z]\//.test(path)) throw new RangeError(`a live drive C holds no ${path}`);
  return path.replace(/^C\//, '');
}

function velociraptor(host: string): Layouter {
  let last = 0;
  const short = host.split('.')[0] ?? host;
  const information = { client_id: 'C.0000000000000001', Hostname: short, Fqdn: host, OS: 'windows', synthetic: true };
  return {
    place: (entry) => {
      last = Math.max(last, entry.modified);
      const name = /^EventLogs\/(.*)\.jsonl$/.exec(entry.path)?.[1];
      if (name === undefined) return { ...entry, path: `uploads/auto/${encodedPath(entry.path)}` };
      return {
        ...entry,
        path: `results/Windows.EventLogs.${name.replaceAll(/[^A-Za-z]+/g, '')}.json`,
        chunks: [utf8(resultRows(entry))],
      };
    },
    rest: () => [{ path: 'client_info.json', modified: last, chunks: [utf8(JSON.stringify(information, null, 1))] }],
  };
}

/** `C/inetpub/x` as `C%3A/inetpub/x`: Velociraptor escapes what zips cannot hold. */
function encodedPath(path: string): string {
  return path
    .replace(/^([A-Z])\//, '$1%3A/')
    .split('/')
    .map((segment, index) => (index === 0 ? segment : segment.replaceAll('%', '%25').replaceAll(':', '%3A')))
    .join('/');
}

/** A line of our own event export, as far as it changes. */
interface ExportedLine {
  readonly Event: {
    readonly System: {
      readonly Provider: { readonly '#attributes': unknown };
      readonly EventID: number | { readonly '#text': number };
      readonly TimeCreated: { readonly '#attributes': { readonly SystemTime: string } };
    };
    readonly EventData: { readonly Data?: { readonly '#text'?: unknown } };
  };
}

/** Rows as Velociraptor's parse_evtx gives them: `System` and `EventData`, times in seconds. */
function resultRows(entry: LabEntry): string {
  const lines = new TextDecoder().decode(concat(entry.chunks)).split('\n').filter(Boolean);
  return lines
    .map((line) => {
      const parsed: ExportedLine = JSON.parse(line);
      const { System, EventData } = parsed.Event;
      const row = {
        System: {
          ...System,
          Provider: System.Provider['#attributes'],
          EventID: { Value: typeof System.EventID === 'number' ? System.EventID : System.EventID['#text'] },
          TimeCreated: { SystemTime: Date.parse(System.TimeCreated['#attributes'].SystemTime) / 1000 },
        },
        EventData: EventData.Data?.['#text'] === undefined ? EventData : { Data: EventData.Data['#text'] },
      };
      return `${JSON.stringify(row)}\n`;
    })
    .join('');
}

function loose(): Layouter['place'] {
  const taken = new Set<string>();
  return (entry) => {
    const segments = entry.path.split('/');
    // A folder that is a drive's letter or a drive's own would tell the place.
    const folder = segments.length > 3 ? `${segments.at(-2) ?? ''}/` : '';
    const name = segments.at(-1) ?? entry.path;
    let path = folder + name;
    for (let number = 2; taken.has(path.toLowerCase()); number++)
      path = `${folder.replace(/\/$/, '')}-${number}/${name}`;
    taken.add(path.toLowerCase());
    return { ...entry, path };
  };
}
