/** What event logs tell about a host beside its findings: programs, sign-ins, and how far the logs can be believed. */
import { z } from 'zod';
import { Place } from './event.js';
import { Instant, Period } from './vocabulary.js';

/** A started program that a finding rests on, or one around it: what started it, and what it started. */
export const ProcessNode = z.object({
  /** Stable within the assessment. */
  id: z.string(),
  /** The node that started it; absent for a root. */
  parent: z.string().optional(),
  /** Windows path of the program. */
  image: z.string(),
  commandLine: z.string().optional(),
  user: z.string().optional(),
  /** Decimal process number, where the log tells one; Windows uses numbers again. */
  pid: z.number().int().nonnegative().optional(),
  /** Absent where only its child's record names it. */
  started: Instant.optional(),
  /** IIS application pool, from the command line of a worker process. */
  applicationPool: z.string().optional(),
  place: Place.optional(),
  /** Findings that quote its record. */
  findings: z.array(z.string()),
});
export type ProcessNode = z.infer<typeof ProcessNode>;

/** A sign-in: by people at a screen, by remote desktop, or one that a finding's record names. */
export const LogonSession = z.object({
  /** The logon id of Windows, hexadecimal; unique until the server restarts. */
  id: z.string(),
  account: z.string(),
  kind: z.enum([
    'interactive',
    'network',
    'batch',
    'service',
    'unlock',
    'network-cleartext',
    'new-credentials',
    'remote-desktop',
    'cached',
    'other',
  ]),
  /** Address it came from. */
  client: z.string().optional(),
  workstation: z.string().optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  /** It got administrator's rights. */
  privileged: z.boolean(),
  place: Place,
  findings: z.array(z.string()),
});
export type LogonSession = z.infer<typeof LogonSession>;

/** One event log (channel): which time its records span, and what happened to the log itself. */
export const EventLogCoverage = z.object({
  channel: z.string(),
  files: z.number().int().positive(),
  records: z.number().int().nonnegative(),
  period: Period.optional(),
  /** Numbers missing between the first and the last record. */
  missing: z.number().int().nonnegative(),
  /** Cleared, stopped, set to another policy; plain sentences in order of time. */
  marks: z.array(
    z.object({
      kind: z.enum(['cleared', 'stopped', 'policy', 'clock', 'numbers']),
      from: Instant.optional(),
      to: Instant.optional(),
      text: z.string(),
      place: Place.optional(),
    }),
  ),
});
export type EventLogCoverage = z.infer<typeof EventLogCoverage>;
