/** The one document that everything downstream is a function of. */
import { z } from 'zod';
import { CheckResult, Coverage } from './coverage.js';
import { Place } from './event.js';
import { Finding } from './finding.js';
import { LogonSession, ProcessNode } from './host-activity.js';
import { PatchState } from './patch.js';
import { Confidence, Entity, Instant, Outcome, Phase, Severity, Technique } from './vocabulary.js';

export const SCHEMA_VERSION = '1.0';

export const Verdict = z.object({
  level: z.enum(['compromised', 'attacked', 'suspicious', 'nothing-found', 'cannot-tell']),
  /** Only for `compromised`. */
  certainty: z.enum(['confirmed', 'likely']).optional(),
  /** Exit code of the command: 10, 11, 12 or 0. */
  exitCode: z.union([z.literal(0), z.literal(10), z.literal(11), z.literal(12)]),
  /** One plain sentence. */
  statement: z.string(),
  /** Ids of the findings that decided it. */
  findings: z.array(z.string()),
});
export type Verdict = z.infer<typeof Verdict>;

/** The three independent axes; each always shown. */
export const Axes = z.object({
  patched: z.enum(['yes', 'partly', 'no', 'unknown']),
  compromised: z.enum(['confirmed', 'likely', 'no-sign', 'unknown']),
  cleaned: z.enum(['not-needed', 'no', 'partly', 'unverified', 'verified', 'unknown']),
});
export type Axes = z.infer<typeof Axes>;

export const AnswerId = z.enum(['attacked', 'entered', 'taken', 'present', 'patched']);
export const Answer = z.object({
  id: AnswerId,
  /** `Attacked?` */
  question: z.string(),
  answer: z.enum(['yes', 'likely', 'partly', 'no', 'no-sign', 'unknown']),
  /** What follows the question on the summary's line: plain words with the strongest evidence. */
  text: z.string(),
  findings: z.array(z.string()),
  /** What would be needed to answer better. */
  missing: z.array(z.string()),
});
export type Answer = z.infer<typeof Answer>;

export const TimelineEntry = z.object({
  time: Instant,
  end: Instant.optional(),
  phase: Phase,
  outcome: Outcome,
  severity: Severity,
  /** One plain sentence. */
  text: z.string(),
  entities: z.array(Entity),
  finding: z.string().optional(),
  place: Place.optional(),
  count: z.number().int().positive(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const PhaseSummary = z.object({
  phase: Phase,
  first: Instant.optional(),
  last: Instant.optional(),
  outcome: Outcome,
  findings: z.array(z.string()),
  techniques: z.array(Technique),
});
export type PhaseSummary = z.infer<typeof PhaseSummary>;

/** What one client address did on this server. */
export const ClientSummary = z.object({
  address: z.string(),
  role: z.enum(['intruder', 'attacker', 'scanner', 'suspicious']),
  first: Instant.optional(),
  last: Instant.optional(),
  requests: z.number().int().nonnegative(),
  outcome: Outcome,
  /** Stretches of activity, at most half an hour of silence inside; of those records that findings rest on. */
  sessions: z.array(z.object({ from: Instant, to: Instant, records: z.number().int().positive() })),
  findings: z.array(z.string()),
  /** Known from published indicators: context only, never decides. */
  context: z.array(z.string()),
});
export type ClientSummary = z.infer<typeof ClientSummary>;

/** A page that behaves like a web shell in the logs, or a web shell on disk. */
export const WebShell = z.object({
  page: z.string().optional(),
  file: z.string().optional(),
  sha256: z.string().optional(),
  onDisk: z.enum(['yes', 'neutered', 'no', 'unknown']),
  firstUsed: Instant.optional(),
  lastUsed: Instant.optional(),
  requests: z.number().int().nonnegative(),
  clients: z.array(z.string()),
  findings: z.array(z.string()),
});
export type WebShell = z.infer<typeof WebShell>;

export const MailboxAccess = z.object({
  mailbox: z.string(),
  by: z.array(z.string()),
  how: z.enum(['read', 'exported', 'forwarded', 'unknown']),
  first: Instant.optional(),
  last: Instant.optional(),
  requests: z.number().int().nonnegative(),
  /** Bytes sent back, where the source tells. */
  bytes: z.number().int().nonnegative().optional(),
  findings: z.array(z.string()),
});
export type MailboxAccess = z.infer<typeof MailboxAccess>;

export const ActorHint = z.object({
  name: z.string(),
  /** Always "consistent with", never proof. */
  consistency: Confidence,
  because: z.array(z.string()),
  /** What would tell it apart from the others. */
  wouldTell: z.string(),
  findings: z.array(z.string()),
});
export type ActorHint = z.infer<typeof ActorHint>;

export const Action = z.object({
  /** 1 = in the next hour. */
  order: z.number().int().positive(),
  title: z.string(),
  /** How, in plain sentences. */
  how: z.string(),
  because: z.array(z.string()),
});
export type Action = z.infer<typeof Action>;

export const Host = z.object({
  /** Fully qualified where known; `unknown-host` otherwise. */
  name: z.string(),
  /** Where the name comes from. */
  nameSource: z.string(),
  product: z.string().optional(),
  /** Prefix of this host's files in the evidence; empty for the whole. */
  root: z.string(),
  layout: z.string(),
  exchangeInstallPath: z.string().optional(),
  isExchange: z.enum(['yes', 'no', 'unknown']),
});
export type Host = z.infer<typeof Host>;

export const Assessment = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.object({ name: z.literal('allclear'), version: z.string(), content: z.string(), attack: z.string() }),
  host: Host,
  verdict: Verdict,
  axes: Axes,
  answers: z.array(Answer),
  /** From the first to the last sign of the attack, where there is one. */
  incident: z.object({ first: Instant.optional(), last: Instant.optional() }),
  patch: PatchState,
  phases: z.array(PhaseSummary),
  webShells: z.array(WebShell),
  mailboxes: z.array(MailboxAccess),
  clients: z.array(ClientSummary),
  actors: z.array(ActorHint),
  actions: z.array(Action),
  findings: z.array(Finding),
  timeline: z.array(TimelineEntry),
  /** Programs of findings with what started them and what they started, in order of time; from event logs. */
  processes: z.array(ProcessNode).optional(),
  /** Sign-ins that findings name, and those of people; from the security log. */
  logons: z.array(LogonSession).optional(),
  checks: z.array(CheckResult),
  coverage: Coverage,
  /** Left out with --reproducible. */
  run: z
    .object({
      started: Instant,
      seconds: z.number(),
      workers: z.number().int(),
      machine: z.string(),
      bytes: z.number().int(),
      command: z.string(),
    })
    .optional(),
});
export type Assessment = z.infer<typeof Assessment>;
