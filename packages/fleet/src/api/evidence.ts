/** Evidence in: one-time links, uploads, receipts, custody. */
import { z } from 'zod';
import { Paging, page, Time, Tlp } from './common.js';
import { Reference } from './registry.js';

export const UploadLinkRequest = z.object({
  organisation: z.uuid(),
  host: z.uuid().optional(),
  days: z.number().int().min(1).max(90).default(14),
  /** Caps of the link, at most those of the server. */
  maxBytes: z.number().int().min(1).optional(),
  maxFiles: z.number().int().min(1).optional(),
});
/** The link is shown once: only its hash is kept. */
export const UploadLinkAnswer = z.object({ id: z.uuid(), link: z.string(), expires: Time });

/** Public, `GET /upload/:token`: what the page needs to encrypt and send; nothing about whom it is for. */
export const UploadInfo = z.object({
  expires: Time,
  /** Bytes, all files together, and how many files may still come. */
  maxBytes: z.number(),
  filesLeft: z.number(),
  /** age recipient (`age1…`) of the case. */
  recipient: z.string(),
});
/** Public, `GET /upload/:token/receipt`: what arrived by this link. */
export const UploadReceipt = z.object({
  files: z.array(z.object({ name: z.string(), size: z.number(), sha256: z.string(), received: Time })),
});

export const EvidenceQuery = Paging.extend({ organisation: z.uuid().optional(), host: z.uuid().optional() });
export const EvidenceItem = z.object({
  id: z.uuid(),
  organisation: Reference,
  host: Reference.optional(),
  name: z.string(),
  kind: z.enum(['assessment', 'collection', 'encrypted', 'other']),
  size: z.number(),
  sha256: z.string(),
  state: z.string(),
  problem: z.string().optional(),
  tlp: Tlp,
  received: Time,
  custody: z.array(z.object({ at: Time, who: z.string(), what: z.string() })),
});
export const EvidencePage = page(EvidenceItem);
