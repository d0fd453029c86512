/** The journal of a quarantine: one JSON object a line, each chained to the line before by its SHA-256. */
import { z } from 'zod';

export const JOURNAL_VERSION = '1.0';
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Times of a file in nanoseconds since 1970-01-01 UTC, as decimal text: JSON numbers cannot hold them. */
export const FileTimes = z.object({
  modified: z.string().regex(/^-?\d+$/),
  accessed: z.string().regex(/^-?\d+$/),
  changed: z.string().regex(/^-?\d+$/),
  created: z.string().regex(/^-?\d+$/),
});
export type FileTimes = z.infer<typeof FileTimes>;

export const StoredStream = z.object({
  /** Name of the alternate data stream; empty for the file's own content. */
  name: z.string(),
  /** Below the container, `items/0001-0.age`. */
  item: z.string().regex(/^items\/[0-9A-Za-z.-]+$/),
  size: z.number().int().nonnegative(),
  sha256: Hash,
  /** Of the encrypted item: whoever lacks the key can still check that it is whole. */
  itemSha256: Hash,
});
export type StoredStream = z.infer<typeof StoredStream>;

const Common = z.object({ at: z.string(), previous: Hash });

export const JournalRecord = z.discriminatedUnion('kind', [
  Common.extend({
    kind: z.literal('header'),
    journalVersion: z.literal(JOURNAL_VERSION),
    /** SHA-256 of the plan's canonical JSON. */
    plan: Hash,
    assessment: Hash,
    host: z.string(),
    target: z.string(),
    encryption: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('recipients'), recipients: z.array(z.string()).min(1) }),
      z.object({ kind: z.literal('password') }),
    ]),
    tool: z.string(),
  }),
  /** Found and about to be copied. */
  Common.extend({
    kind: z.literal('begin'),
    step: z.string(),
    windowsPath: z.string(),
    path: z.string(),
    size: z.number().int().nonnegative(),
    mode: z.number().int(),
    times: FileTimes,
  }),
  /** Encrypted copy is on the disk of the container. */
  Common.extend({ kind: z.literal('stored'), step: z.string(), sha256: Hash, streams: z.array(StoredStream).min(1) }),
  /** Under this name in the same folder now, about to be removed. */
  Common.extend({ kind: z.literal('moving'), step: z.string(), aside: z.string() }),
  Common.extend({ kind: z.literal('removed'), step: z.string() }),
  Common.extend({ kind: z.literal('absent'), step: z.string(), windowsPath: z.string(), reason: z.string() }),
  Common.extend({ kind: z.literal('refused'), step: z.string(), windowsPath: z.string(), reason: z.string() }),
  Common.extend({ kind: z.literal('restored'), step: z.string(), path: z.string() }),
  Common.extend({
    kind: z.literal('finished'),
    removed: z.number().int(),
    absent: z.number().int(),
    refused: z.number().int(),
  }),
]);
export type JournalRecord = z.infer<typeof JournalRecord>;

type WithoutCommon<T> = T extends unknown ? Omit<T, 'at' | 'previous'> : never;
/** What a caller writes; time and chain are added. */
export type JournalEntry = WithoutCommon<JournalRecord>;
