/** What others saw of addresses, whose they are, and looking for new indicators in what is held. */
import { z } from 'zod';
import { Paging, page, Time } from './common.js';
import { Reference } from './registry.js';

const Kind = z.enum(['exposed', 'vulnerable', 'compromised', 'web-shell', 'patched', 'clean']);
const Refused = z.object({ line: z.number(), problem: z.string() });

export const ObservationQuery = Paging.extend({
  kind: Kind.optional(),
  source: z.string().max(200).optional(),
  organisation: z.uuid().optional(),
  /** One address. */
  address: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** Only those that belong to nobody yet. */
  unattributed: z.stringbool().optional(),
});
export const ObservationRow = z.object({
  id: z.string(),
  address: z.string(),
  port: z.number().optional(),
  hostname: z.string().optional(),
  at: Time,
  source: z.string(),
  detector: z.string(),
  detectorVersion: z.string(),
  method: z.string(),
  denominator: z.string().optional(),
  kind: Kind,
  vulnerability: z.string().optional(),
  url: z.string().optional(),
  country: z.string().optional(),
  organisation: Reference.optional(),
  /** Why it was given to that organisation. */
  attributedBy: z.string().optional(),
});
export const ObservationPage = page(ObservationRow);

/** `POST /observations/import`: a report as CSV, lines of JSON or a list of addresses, also compressed by gzip. */
export const ObservationImportQuery = z.object({
  /** Who says so. */
  source: z.string().min(1).max(200),
  /** Name of the file: of Shadowserver's reports it tells the kind. */
  name: z.string().max(300).optional(),
  type: z
    .enum([
      'scan_exchange',
      'scan6_exchange',
      'compromised_website',
      'compromised_website6',
      'special',
      'scan',
      'addresses',
    ])
    .optional(),
  kind: Kind.optional(),
  detector: z.string().max(200).optional(),
  detectorVersion: z.string().max(100).optional(),
  method: z.string().max(200).optional(),
  denominator: z.string().max(500).optional(),
  vulnerability: z
    .string()
    .regex(/^CVE-\d{4}-\d{4,7}$/)
    .optional(),
  /** For rows that tell no time. */
  at: z.iso.datetime().optional(),
});
export const ObservationImport = z.object({
  type: z.string(),
  rows: z.number(),
  observations: z.number(),
  /** Those that were not there yet. */
  isNew: z.number(),
  /** Observations that were given to an organisation now. */
  attributed: z.number(),
  refusedCount: z.number(),
  refused: z.array(Refused),
});

/** `GET /observations/levels`: the same shells, addresses and organisations counted once each. */
export const ObservationLevels = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      observations: z.number(),
      urls: z.number(),
      addresses: z.number(),
      organisations: z.number(),
      /** Addresses that belong to nobody yet. */
      unattributed: z.number(),
    }),
  ),
});

/** `GET /observations/series`: a line for each source and detector, never one out of two. */
export const SeriesQuery = z.object({ kind: Kind.default('vulnerable') });
export const ObservationSeries = z.object({
  items: z.array(
    z.object({
      source: z.string(),
      detector: z.string(),
      points: z.array(
        z.object({
          day: z.string(),
          addresses: z.number(),
          detectorVersion: z.string(),
          method: z.string(),
          denominator: z.string().optional(),
          /** Why this number is not to be compared with the one before. */
          break: z.string().optional(),
        }),
      ),
    }),
  ),
});

/** `PATCH /observations/:id`: a person decides whose it is; jobs leave it so. */
export const ObservationChange = z.object({ organisation: z.uuid().nullable(), reason: z.string().min(1).max(300) });

/** `GET /identity`: whom to write to, the nearest first. */
export const IdentityQuery = z
  .object({
    address: z.union([z.ipv4(), z.ipv6()]),
    hostname: z.string().max(253),
    country: z.string().length(2),
  })
  .partial();
export const Identity = z.object({
  items: z.array(
    z.object({
      level: z.enum(['organisation', 'national-cert', 'provider']),
      name: z.string(),
      organisation: z.uuid().optional(),
      email: z.string().optional(),
      reason: z.string(),
    }),
  ),
});
/** `POST /identity/lists/:list`: rows `network, asn, name, country, abuse`, or `country, name, email`; replaces the list. */
export const IdentityList = z.enum(['providers', 'national-certs']);
export const IdentityListAnswer = z.object({ taken: z.number(), refused: z.number() });
/** `POST /identity/rdap`: answers of registries, a line of JSON each. */
export const RdapQuery = z.object({ organisation: z.uuid().optional() });
export const RdapAnswer = z.object({
  records: z.number(),
  networks: z.number(),
  contacts: z.number(),
  /** Answers that fit no organisation, or more than one. */
  unmatched: z.number(),
  refusedCount: z.number(),
});
/** `POST /identity/security-txt` */
export const SecurityTxtBody = z.object({ organisation: z.uuid(), text: z.string().max(64_000) });
export const SecurityTxtAnswer = z.object({
  contacts: z.number(),
  expires: Time.optional(),
  problems: z.array(z.string()),
});
/** `POST /identity/attribute`: everything anew, after the register grew. */
export const AttributeAnswer = z.object({ changed: z.number() });

/** `POST /hunt`: indicators against everything that is held. */
export const Hunt = z.object({
  indicators: z.array(z.string().min(3).max(300)).min(1).max(10_000),
  /** Also search the whole text of assessments for the first ten; slow. */
  deep: z.boolean().default(false),
});
export const HuntAnswer = z.object({
  items: z.array(
    z.object({
      indicator: z.string(),
      /** `trait`, `observation`, `document`. */
      where: z.string(),
      kind: z.string(),
      host: Reference.optional(),
      organisation: Reference.optional(),
      at: Time.optional(),
    }),
  ),
  hosts: z.number(),
  organisations: z.number(),
  partial: z.string().optional(),
});
