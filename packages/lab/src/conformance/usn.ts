/** A change journal as we read it against `usnjls` of The Sleuth Kit, all fields of every record. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { buildRecord, UsnJournal } from '@allclear/parsers';
import { writeImage } from './mft-image.js';

export const hasUsnjls = (): boolean => spawnSync('usnjls', ['-V'], { stdio: 'ignore' }).error === undefined;

/** A record of the volume that the lab leaves unused. */
const RECORD = 20;
const CLUSTER = 4096;
const JOURNAL_CLUSTER = 600_000;
const EPOCH_SECONDS = 11_644_473_600n;
const TICKS = 10_000_000n;

export interface JournalComparison {
  readonly records: number;
  readonly theirs: number;
  /** At most twenty. */
  readonly differences: readonly { readonly ours: string | undefined; readonly theirs: string | undefined }[];
}

/** `table`: a file table whose record 20 is free. `image` and `output`: files to be made. */
export function compareJournal(
  journal: Uint8Array,
  table: Uint8Array,
  image: string,
  output: string,
): JournalComparison {
  const times = { created: TICKS, modified: TICKS, changed: TICKS, accessed: TICKS };
  const runs = [{ start: JOURNAL_CLUSTER, clusters: Math.ceil(journal.length / CLUSTER) }];
  const own = table.slice();
  const record = buildRecord({
    number: RECORD,
    sequence: 1,
    standard: times,
    names: [{ name: '$UsnJrnl', parent: { number: 11, sequence: 11 } }],
    streams: [{ name: '$J', size: journal.length, runs }],
  });
  own.set(record, RECORD * record.length);
  writeImage(own, image);
  const file = openSync(image, 'r+');
  writeSync(file, journal, 0, journal.length, JOURNAL_CLUSTER * CLUSTER);
  closeSync(file);
  const to = openSync(output, 'w');
  spawnSync('usnjls', ['-f', 'ntfs', '-m', image, String(RECORD)], { stdio: ['ignore', to, 'ignore'] });
  closeSync(to);
  const theirs = readFileSync(output, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const differences: JournalComparison['differences'][number][] = [];
  let records = 0;
  const reader = new UsnJournal((r) => {
    const reference = ({ number, sequence }: { number: number; sequence: number }): string => `${number}-${sequence}`;
    const seconds = r.ticks / TICKS - EPOCH_SECONDS;
    const line = [
      `${r.version}.0`,
      r.length,
      reference(r.file),
      reference(r.parent),
      r.usn,
      // The tool writes the fraction without its leading zeros.
      `${seconds}.${(r.ticks % TICKS) * 100n}`,
      r.reason,
      r.source,
      r.security,
      r.attributes,
      r.name,
    ].join('|');
    const other = theirs[records++];
    if (line !== other && differences.length < 20) differences.push({ ours: line, theirs: other });
  });
  for (let at = 0; at < journal.length; at += 1 << 20) reader.push(journal.subarray(at, at + (1 << 20)));
  reader.finish();
  return { records, theirs: theirs.length, differences };
}
