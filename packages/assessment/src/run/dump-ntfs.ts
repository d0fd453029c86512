/** Every record of a file table or a change journal, as records of a dump. */
import {
  type FileReference,
  type MftEntry,
  MftReader,
  MftSurvey,
  primaryName,
  readEntry,
  reasonNames,
  ticksToIso,
  UsnJournal,
} from '@allclear/parsers';

type NtfsRecord = Readonly<Record<string, string | number>>;
type Emit = (record: NtfsRecord) => void;

export interface NtfsDump {
  push(chunk: Uint8Array): void;
  finish(): void;
  readonly problems: MftReader['problems'];
}

/** Paths need the whole table, so it is read twice: by `folders`, then by `records`. `@kind` is `file-record`. */
export class MftDump {
  readonly folders = new MftSurvey();

  records(emit: Emit): NtfsDump {
    const reader = new MftReader((record) => emit(this.#record(readEntry(record))));
    return reader;
  }

  #record(entry: MftEntry): NtfsRecord {
    const name = primaryName(entry.names);
    const own = entry.streams.find((stream) => stream.name === '' && stream.firstCluster === 0);
    const side = entry.streams
      .filter((stream) => stream.name !== '')
      .map((stream) => `${stream.name} (${stream.size})`);
    const { standard } = entry;
    return {
      '@kind': 'file-record',
      record: entry.number,
      sequence: entry.sequence,
      ...(entry.base === undefined ? {} : { base: text(entry.base) }),
      ...(name === undefined ? {} : { path: this.#path(name.parent, name.name), parent: text(name.parent) }),
      ...(entry.names.length > 1 ? { names: entry.names.map((one) => `${one.name} (${one.space})`).join('; ') } : {}),
      directory: String(entry.directory),
      deleted: String(!entry.inUse),
      links: entry.links,
      ...(own === undefined ? {} : { size: own.size, resident: String(own.resident !== undefined) }),
      ...(side.length > 0 ? { streams: side.join('; ') } : {}),
      ...(standard === undefined ? {} : { ...times('si', standard), attributes: standard.flags }),
      ...(name === undefined ? {} : times('fn', name)),
      ...(standard?.usn ? { usn: standard.usn } : {}),
      ...(own?.runs.length
        ? {
            runs: own.runs
              .slice(0, 50)
              .map((run) => `${run.start ?? 'hole'}+${run.clusters}`)
              .join(' '),
          }
        : {}),
      ...(own?.resident === undefined ? {} : { content: hex(own.resident) }),
      ...(entry.torn ? { torn: 'true' } : {}),
      ...(entry.damaged ? { damaged: 'true' } : {}),
    };
  }

  #path(parent: FileReference, name: string): string {
    const { path } = this.folders.folders.path(parent);
    return path === '' ? `\\${name}` : `\\${path}\\${name}`;
  }
}

/** `@kind` is `usn-record`. */
export function journalDump(emit: Emit): NtfsDump {
  return new UsnJournal((record) =>
    emit({
      '@kind': 'usn-record',
      '@offset': record.offset,
      ...(ticksToIso(record.ticks) === undefined ? {} : { '@time': ticksToIso(record.ticks) ?? '' }),
      usn: record.usn,
      name: record.name,
      file: text(record.file),
      parent: text(record.parent),
      reason: reasonNames(record.reason).join(' '),
      attributes: record.attributes,
      source: record.source,
      version: record.version,
    }),
  );
}

const text = ({ number, sequence }: FileReference): string => `${number}-${sequence}`;

function times(
  prefix: string,
  of: { created: bigint; modified: bigint; changed: bigint; accessed: bigint },
): NtfsRecord {
  const found: Record<string, string> = {};
  for (const name of ['created', 'modified', 'changed', 'accessed'] as const) {
    const time = ticksToIso(of[name]);
    if (time !== undefined) found[`${prefix}-${name}`] = time;
  }
  return found;
}

function hex(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0');
  return digits;
}
