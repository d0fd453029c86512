/** A file table as we read it against The Sleuth Kit, value by value. */
import { type MftEntry, MftReader, type NtfsTimes, readEntry, ticksToIso } from '@allclear/parsers';
import { listRecords, type ShownRecord, type ShownTimes, showRecord } from './sleuthkit.js';

export interface MftDifference {
  readonly record: number;
  readonly field: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface MftComparison {
  /** Records of which both told the row of `ils`. */
  readonly listed: number;
  /** Records that were compared attribute by attribute. */
  readonly shown: number;
  readonly values: number;
  readonly differences: readonly MftDifference[];
}

const DATA = 128;
const ATTRIBUTE_LIST = 32;

/** `shown`: how many records are asked of `istat`, spread over the table. */
export function compareMft(table: Uint8Array, image: string, shown: number): MftComparison {
  const entries = new Map<number, MftEntry>();
  const reader = new MftReader((record) => entries.set(record.number, readEntry(record)));
  reader.push(table);
  reader.finish();
  const comparison = new Comparison();
  let listed = 0;
  for (const row of listRecords(image)) {
    const entry = entries.get(row.number);
    // The tool makes up records for what it knows without the table, and lists damaged ones without values.
    if (entry === undefined || entry.torn || entry.damaged || entry.base !== undefined) continue;
    listed++;
    const at = (field: string, ours: unknown, theirs: unknown): void =>
      comparison.add(row.number, `ils ${field}`, ours, theirs);
    at('in use', entry.inUse, row.inUse);
    // No time at all the tool shows as one in 2076.
    if (entry.standard && entry.standard.created !== 0n) {
      at('created', seconds(entry.standard.created), row.created);
      at('modified', seconds(entry.standard.modified), row.modified);
      at('changed', seconds(entry.standard.changed), row.changed);
      at('accessed', seconds(entry.standard.accessed), row.accessed);
    }
    at('links', entry.links, row.links);
    const own = entry.streams.find(({ name }) => name === '');
    if (!entry.directory && own && !entry.types.includes(ATTRIBUTE_LIST)) at('size', own.size, row.size);
  }
  const whole = [...entries.values()].filter(
    (e) => !e.torn && !e.damaged && e.base === undefined && !e.types.includes(ATTRIBUTE_LIST),
  );
  const step = Math.max(1, Math.floor(whole.length / shown));
  let count = 0;
  for (let i = 0; i < whole.length; i += step) {
    const entry = whole[i];
    const theirs = entry && showRecord(image, entry.number);
    if (!theirs) continue;
    count++;
    compareRecord(entry, theirs, comparison);
  }
  return { listed, shown: count, values: comparison.values, differences: comparison.differences };
}

class Comparison {
  values = 0;
  readonly differences: MftDifference[] = [];
  add(record: number, field: string, ours: unknown, theirs: unknown): void {
    this.values++;
    if (ours !== theirs) this.differences.push({ record, field, ours: String(ours), theirs: String(theirs) });
  }
}

function compareRecord(entry: MftEntry, theirs: ShownRecord, comparison: Comparison): void {
  const at = (field: string, ours: unknown, other: unknown): void => comparison.add(entry.number, field, ours, other);
  at('sequence', entry.sequence, theirs.sequence);
  at('in use', entry.inUse, theirs.inUse);
  at('directory', entry.directory, theirs.directory);
  if (entry.standard && theirs.standard) compareTimes('standard', entry.standard, theirs.standard, at);
  at('names', entry.names.length, theirs.names.length);
  for (const [i, name] of entry.names.entries()) {
    const other = theirs.names[i];
    if (other === undefined) continue;
    at('name', printable(name.name), printable(other.name));
    at('parent', name.parent.number, other.parent);
    at('parent sequence', name.parent.sequence, other.parentSequence);
    compareTimes('name', name, other, at);
  }
  const streams = theirs.attributes.filter(({ type }) => type === DATA);
  at('streams', entry.streams.length, streams.length);
  for (const [i, stream] of entry.streams.entries()) {
    at('stream', stream.name, streams[i]?.name);
    at('stream size', stream.size, streams[i]?.size);
    at('stream resident', stream.resident !== undefined, streams[i]?.resident);
  }
}

function compareTimes(
  of: string,
  ours: NtfsTimes,
  theirs: ShownTimes,
  at: (field: string, a: unknown, b: unknown) => void,
): void {
  for (const name of ['created', 'modified', 'changed', 'accessed'] as const) {
    if (ours[name] === 0n) continue;
    at(
      `${of} ${name}`,
      `${(ticksToIso(ours[name]) ?? '0000-00-00T00:00:00.0000000Z').slice(0, -1)}00`,
      theirs[name] || '0000-00-00T00:00:00.000000000',
    );
  }
}

const seconds = (ticks: bigint): number => (ticks === 0n ? 0 : Number(ticks / 10_000_000n - 11_644_473_600n));
/** The tool writes what is no letter as `^`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters in names are what is replaced
const printable = (name: string): string => name.replace(/[\x00-\x1f\x7f]/g, '^');
