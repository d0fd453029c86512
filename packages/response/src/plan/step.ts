/** The cleaning plan: ordered steps, each with its reason, its risk, the way back and the check. */
import { Instant } from '@allclear/model';
import { z } from 'zod';

export const PLAN_VERSION = '1.0';

/** In this order; a later stage before an earlier one destroys evidence or lets the intruder back in. */
export const Stage = z.enum(['preserve', 'contain', 'evict', 'close', 'recover', 'verify', 'report']);
export type Stage = z.infer<typeof Stage>;

/**
 * What a program can do for a step. Every value came out of evidence that an intruder may have written:
 * it is data, passed quoted, never part of a command. Paths are Windows paths on the server.
 */
export const Act = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('quarantine-file'),
    path: z.string(),
    /** Lower-case hex; the step refuses where the file is another one by now. Absent where the evidence did not hold its bytes. */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    size: z.number().int().nonnegative().optional(),
  }),
  /** Path of the task with its folder: `\Folder\Name`. */
  z.object({
    do: z.literal('remove-task'),
    path: z.string(),
    /** `{…}`: its key in the registry, where only that shows it: the task scheduler does not list it. */
    hiddenId: z.string().optional(),
  }),
  z.object({ do: z.literal('remove-service'), name: z.string(), image: z.string().optional() }),
  /** `HKLM\…` or `HKU\<user>\…`; without a value name the whole key; an empty name is the key's default value. */
  z.object({
    do: z.literal('remove-registry-value'),
    key: z.string(),
    value: z.string().optional(),
    /** Only this entry of a list is taken out; the others are Windows' own. */
    entry: z.string().optional(),
    /** What Windows itself has there and cannot do without: written instead of removing the value. */
    instead: z.string().optional(),
  }),
  z.object({ do: z.literal('disable-account'), name: z.string(), domain: z.string().optional() }),
  z.object({ do: z.literal('remove-group-member'), group: z.string(), member: z.string() }),
  /** Removes the Exchange virtual directory and creates it anew: no value of the old one survives. */
  z.object({
    do: z.literal('recreate-virtual-directory'),
    type: z.enum(['Oab', 'Ecp', 'Owa', 'WebServices', 'ActiveSync', 'PowerShell', 'Mapi', 'Autodiscover']),
    /** As Exchange names it, `OAB (Default Web Site)`, where known. */
    identity: z.string().optional(),
  }),
  z.object({
    do: z.literal('remove-iis-module'),
    name: z.string(),
    image: z.string().optional(),
    site: z.string().optional(),
  }),
  z.object({
    do: z.literal('remove-iis-handler'),
    name: z.string().optional(),
    path: z.string().optional(),
    location: z.string().optional(),
  }),
  z.object({
    do: z.literal('remove-iis-virtual-directory'),
    site: z.string(),
    path: z.string(),
    physicalPath: z.string().optional(),
  }),
  z.object({ do: z.literal('restore-logging'), site: z.string().optional() }),
  z.object({ do: z.literal('remove-transport-agent'), name: z.string() }),
  z.object({ do: z.literal('remove-inbox-rule'), mailbox: z.string(), name: z.string().optional() }),
  z.object({ do: z.literal('remove-transport-rule'), name: z.string() }),
  z.object({ do: z.literal('remove-mailbox-permission'), mailbox: z.string(), user: z.string().optional() }),
  z.object({ do: z.literal('remove-role-assignment'), name: z.string(), user: z.string().optional() }),
  z.object({
    do: z.literal('remove-antivirus-exclusion'),
    type: z.enum(['path', 'extension', 'process']),
    value: z.string(),
  }),
  z.object({ do: z.literal('remove-port-proxy'), listenAddress: z.string(), listenPort: z.string() }),
  z.object({ do: z.literal('remove-firewall-rule'), name: z.string() }),
  z.object({ do: z.literal('remove-wmi-subscription'), name: z.string(), filter: z.string().optional() }),
  /** Removes what ASP.NET compiled; it is made again from the pages at the next request. */
  z.object({ do: z.literal('clear-compiled-pages') }),
  z.object({ do: z.literal('block-inbound'), ports: z.array(z.number().int()) }),
  z.object({ do: z.literal('rotate-machine-keys') }),
  z.object({ do: z.literal('recycle-application-pools') }),
]);
export type Act = z.infer<typeof Act>;

export const Step = z.object({
  /** Stable for equal assessments: `evict-03-1f2a9c`. */
  id: z.string(),
  stage: Stage,
  title: z.string(),
  /** Plain words: what to do, one sentence an entry. */
  how: z.array(z.string()),
  /** Why, in one plain sentence; the findings are the evidence. */
  why: z.string(),
  findings: z.array(z.string()),
  /** What can go wrong or stops working. */
  risk: z.string(),
  undo: z.string(),
  /** How to see that it worked. */
  check: z.string(),
  /** Who has to agree before it is done. */
  approval: z.enum(['responder', 'server-owner', 'management']),
  /** `do`: the evidence suffices. `review`: a person looks first; the step is not run unasked. */
  decision: z.enum(['do', 'review']),
  act: Act.optional(),
});
export type Step = z.infer<typeof Step>;

export const Plan = z.object({
  planVersion: z.literal(PLAN_VERSION),
  host: z.string(),
  product: z.string().optional(),
  verdict: z.string(),
  /** Of the assessment this plan was made from: SHA-256 of its canonical JSON. */
  assessment: z.string().regex(/^[0-9a-f]{64}$/),
  tool: z.object({ version: z.string(), content: z.string() }),
  /** Last instant that the evidence tells of: findings later than this are new. */
  evidenceUntil: Instant.optional(),
  rebuild: z.object({ advised: z.enum(['yes', 'consider', 'no']), why: z.array(z.string()) }),
  steps: z.array(Step),
});
export type Plan = z.infer<typeof Plan>;

/** A step before it has its place in the plan. */
export type Draft = Omit<Step, 'id' | 'stage'>;
