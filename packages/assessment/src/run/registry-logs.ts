/**
 * Transaction logs lie beside their hive as files of their own: which belong together, and their contents. In archives
 * that are read as a stream a log may come after its hive; such hives are read a second time.
 */
import { type EvidenceFile, type EvidenceUnit, type OpenOptions, openUnit } from '@allclear/evidence';
import { isDirty, readBaseBlock } from '@allclear/parsers';

const LOG = /\.log[12]?$/i;
/** Bytes of all logs that are held for one hive, and for all hives of one stream. Windows' own stay below 32 MB each. */
const LOG_BYTES = 256 << 20;
const HEADER_BYTES = 512;

/** Path of the hive that a file would be the transaction log of; undefined for other files. Lower case. */
export function hiveOf(path: string): string | undefined {
  return LOG.test(path) ? path.replace(LOG, '').toLowerCase() : undefined;
}

/** Units that are logs of others, by the index of the hive's unit. */
export function logUnits(units: readonly EvidenceUnit[]): Map<number, EvidenceUnit[]> {
  const byPath = new Map(units.map((unit, index) => [unit.path.toLowerCase(), index]));
  const found = new Map<number, EvidenceUnit[]>();
  for (const unit of units) {
    const hive = unit.kind === 'file' ? hiveOf(unit.path) : undefined;
    const index = hive === undefined ? undefined : byPath.get(hive);
    if (index === undefined || units[index]?.kind !== 'file') continue;
    const known = found.get(index);
    if (known) known.push(unit);
    else found.set(index, [unit]);
  }
  return found;
}

/** Contents of units, as far as they begin like transaction logs. */
export async function readLogs(units: readonly EvidenceUnit[], open: OpenOptions): Promise<Uint8Array[]> {
  const logs: Uint8Array[] = [];
  let left = LOG_BYTES;
  for (const unit of units) {
    for await (const file of openUnit(unit.locator, open)) {
      const log = new HeldLog(left);
      await file.read((chunk) => log.push(chunk));
      if (log.bytes.length > 0) logs.push(log.bytes);
      left -= log.bytes.length;
    }
  }
  return logs;
}

class HeldLog {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  constructor(private readonly limit: number) {}
  push(chunk: Uint8Array): boolean {
    if (this.#length === 0 && String.fromCharCode(...chunk.subarray(0, 4)) !== 'regf') return false;
    this.#chunks.push(chunk.slice(0, this.limit - this.#length));
    this.#length += Math.min(chunk.length, this.limit - this.#length);
    return this.#length < this.limit;
  }
  get bytes(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}

/** Watches the files of a stream pass by: which are hives that need their logs, and what those logs hold. */
export class StreamLogs {
  readonly #logs = new Map<string, Uint8Array[]>();
  readonly #needy = new Set<string>();
  #left = LOG_BYTES;

  /** The file, with its content looked at while it is read. */
  watch(file: EvidenceFile): EvidenceFile {
    const hive = hiveOf(file.path);
    const log = hive === undefined ? undefined : new HeldLog(this.#left);
    let head: Uint8Array | undefined;
    return {
      path: file.path,
      size: file.size,
      modified: file.modified,
      read: async (sink) => {
        let keeping = log !== undefined;
        const result = await file.read((chunk) => {
          head ??= chunk.slice(0, HEADER_BYTES);
          if (log && keeping) keeping = log.push(chunk);
          return sink(chunk);
        });
        if (hive !== undefined && log && log.bytes.length > 0) {
          this.#left -= log.bytes.length;
          this.#logs.set(hive, [...(this.#logs.get(hive) ?? []), log.bytes]);
        } else if (head && needsLogs(head)) this.#needy.add(file.path.toLowerCase());
        return result;
      },
    };
  }

  /** True for a hive that was seen and not yet complete. */
  needs(path: string): boolean {
    return this.#needy.has(path.toLowerCase());
  }

  logsOf(path: string): readonly Uint8Array[] | undefined {
    return this.#logs.get(path.toLowerCase());
  }
}

function needsLogs(head: Uint8Array): boolean {
  const block = readBaseBlock(head);
  return block !== undefined && isDirty(block);
}
