/** Organisations, contacts, hosts and their episodes. */
import { z } from 'zod';
import { Cleaned, Compromised, Paging, Patched, page, Time, Tlp } from './common.js';

/** The stages of the funnel in their order; an organisation stands at the last that it reached. */
export const Stage = z.enum(['exposed', 'notified', 'answered', 'evidence', 'compromised', 'cleaned', 'verified']);
export const Reference = z.object({ id: z.uuid(), name: z.string() });
export const Axes = z.object({ patched: Patched, compromised: Compromised, cleaned: Cleaned });

/** What narrows a list of organisations; also the counts of the board. */
export const OrganisationFilter = z.object({
  /** In names, domains, host names. */
  q: z.string().max(200).optional(),
  sector: z.string().max(100).optional(),
  country: z.string().length(2).optional(),
  /** Id of the service provider. */
  provider: z.uuid().optional(),
  stage: Stage.optional(),
  patched: Patched.optional(),
  compromised: Compromised.optional(),
  cleaned: Cleaned.optional(),
  /** Silent for at least so many days since the last notice without an answer. */
  silent: z.coerce.number().int().min(0).max(10_000).optional(),
});
export const OrganisationQuery = OrganisationFilter.extend({
  ...Paging.shape,
  sort: z.enum(['name', 'silence', 'hosts']).optional(),
});
export const OrganisationRow = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(['organisation', 'msp']),
  sector: z.string().optional(),
  country: z.string().optional(),
  /** Employees, roughly. */
  size: z.number().optional(),
  provider: Reference.optional(),
  hosts: z.number(),
  /** The worst of its hosts, each axis on its own. */
  axes: Axes,
  stage: Stage.optional(),
  /** Days since the last notice without an answer. */
  silentDays: z.number().optional(),
});
export const OrganisationPage = page(OrganisationRow);
/** `GET /organisations/count` with the filters of the list. */
export const OrganisationCount = z.object({ matching: z.number(), all: z.number() });

export const Contact = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(['technical', 'management', 'security', 'legal', 'abuse', 'provider']),
  channel: z.enum(['email', 'postal', 'phone']),
  address: z.string(),
  language: z.string(),
  source: z.string(),
  verified: Time.optional(),
  optedOut: Time.optional(),
  bounced: Time.optional(),
});
export const ContactPage = page(Contact);

export const Episode = z.object({
  id: z.uuid(),
  host: Reference,
  number: z.number(),
  opened: Time,
  compromised: Time.optional(),
  contained: Time.optional(),
  cleaned: Time.optional(),
  verified: Time.optional(),
  closed: Time.optional(),
  cause: z.string(),
});

export const Organisation = OrganisationRow.extend({
  externalKey: z.string().optional(),
  notes: z.string(),
  tlp: Tlp,
  domains: z.array(z.object({ domain: z.string(), source: z.string() })),
  networks: z.array(z.object({ network: z.string(), source: z.string() })),
  episodes: z.array(Episode),
  created: Time,
});
export const OrganisationChange = z
  .object({ name: z.string().min(1).max(300), sector: z.string().max(100), notes: z.string().max(20_000), tlp: Tlp })
  .partial();

export const NewOrganisation = z.object({
  name: z.string().min(1).max(300),
  kind: z.enum(['organisation', 'msp']).default('organisation'),
  externalKey: z.string().min(1).max(200).optional(),
  sector: z.string().max(100).optional(),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/)
    .optional(),
  size: z.number().int().min(0).max(10_000_000).optional(),
  provider: z.uuid().optional(),
  domains: z.array(z.string().min(1).max(253)).max(1000).default([]),
  networks: z
    .array(z.union([z.cidrv4(), z.cidrv6()]))
    .max(1000)
    .default([]),
});
export const NewContact = Contact.pick({ role: true, channel: true })
  .extend({
    name: z.string().max(200).default(''),
    address: z.string().min(1).max(500),
    language: z.string().regex(/^[a-z]{2}$/),
  })
  .partial({ language: true });
/** `POST /organisations/import` with a register as lines of JSON or as CSV. */
export const RegisterImport = z.object({
  created: z.number(),
  updated: z.number(),
  /** Lines that were left out, with the reason; the first of them in `refused`. */
  refusedCount: z.number(),
  refused: z.array(z.object({ line: z.number(), problem: z.string() })),
});

export const HostQuery = Paging.extend({
  organisation: z.uuid().optional(),
  q: z.string().max(200).optional(),
  patched: Patched.optional(),
  compromised: Compromised.optional(),
  cleaned: Cleaned.optional(),
});
export const HostRow = z.object({
  id: z.uuid(),
  organisation: Reference,
  name: z.string(),
  addresses: z.array(z.string()),
  product: z.string().optional(),
  build: z.string().optional(),
  axes: Axes,
  patchedSince: Time.optional(),
  firstSeen: Time,
  lastSeen: Time,
});
export const HostPage = page(HostRow);
export const Host = HostRow.extend({
  episodes: z.array(Episode),
  /** The newest. */
  assessment: z.uuid().optional(),
});

/** One happening in the case of an organisation: an observation, a notice, evidence, an assessment, an episode, a task. */
export const CaseEvent = z.object({
  at: Time,
  kind: z.enum(['observation', 'notice', 'answer', 'evidence', 'assessment', 'episode', 'task', 'change']),
  text: z.string(),
  host: Reference.optional(),
  /** The object itself, where it has a page. */
  object: z.string().optional(),
});
export const CaseTimeline = page(CaseEvent);
