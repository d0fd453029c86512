/** Notices: templates, batches, preview, approval, progress; whether a notice is genuine. */
import { z } from 'zod';
import { Paging, page, Time } from './common.js';
import { OrganisationFilter, Reference } from './registry.js';

export const NoticeTemplate = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  languages: z.array(z.string()),
});
export const NoticeTemplates = z.object({ items: z.array(NoticeTemplate) });
export const NoticeBatchRequest = z.object({
  name: z.string().min(1).max(200),
  template: z.string(),
  /** Messages a minute. */
  rate: z.number().int().min(1).max(10_000).default(60),
  to: OrganisationFilter,
});
/** Dry run, `POST /notices/preview`: what would go out; nothing is stored, nothing is sent. */
export const NoticePreview = z.object({
  messages: z.number(),
  organisations: z.number(),
  byChannel: z.record(z.string(), z.number()),
  byLanguage: z.record(z.string(), z.number()),
  /** Organisations that nobody can be told for, with the reason. */
  unreachable: z.array(z.object({ organisation: Reference, reason: z.string() })),
  unreachableTotal: z.number(),
  samples: z.array(
    z.object({
      organisation: Reference,
      address: z.string(),
      language: z.string(),
      subject: z.string(),
      body: z.string(),
    }),
  ),
});
export const NoticeBatch = z.object({
  id: z.uuid(),
  name: z.string(),
  template: z.string(),
  templateVersion: z.string(),
  state: z.enum(['draft', 'approved', 'sending', 'paused', 'done']),
  rate: z.number(),
  createdBy: Reference.optional(),
  approvedBy: Reference.optional(),
  created: Time,
  /** Notices by state. */
  counts: z.record(z.string(), z.number()),
});
export const NoticeBatchQuery = Paging;
export const NoticeBatchPage = page(NoticeBatch);
export const Notice = z.object({
  id: z.uuid(),
  organisation: Reference,
  channel: z.string(),
  address: z.string(),
  language: z.string(),
  subject: z.string(),
  state: z.enum(['queued', 'sending', 'sent', 'bounced', 'failed', 'opted-out', 'unknown']),
  problem: z.string().optional(),
  sent: Time.optional(),
  answered: Time.optional(),
});
/** `GET /notices/batches/:id/notices` */
export const NoticePage = page(Notice);
export const NoticeQuery = Paging.extend({ state: Notice.shape.state.optional() });
/** `POST /notices/batches/:id/follow-up`: a new draft, to be approved like any other. */
export const FollowUp = z.object({
  /** `silent`: a reminder; `not-reached`: the same notice to the next kind of contact. */
  to: z.enum(['silent', 'not-reached']),
  /** Silent for so many days. */
  days: z.number().int().min(0).max(365).default(7),
});
/** `POST /notices/:id/settle`, for a notice whose fate is unknown: what the mail server's log says. */
export const Settlement = z.object({ as: z.enum(['sent', 'queued']), reason: z.string().min(1).max(500) });
/** `POST /notices/bounces` (body: message/rfc822): number of notices that are marked as bounced now. */
export const BounceAnswer = z.object({ bounced: z.number() });
/** Public, `POST /notice/opt-out?token=`: answers the same for every token. */
export const OptOut = z.object({ token: z.string().max(300) });
/** Public, `GET /notice/verify?code=`: says only whether this code is of a notice of ours. */
export const NoticeVerification = z.object({ genuine: z.boolean(), sentOn: Time.optional(), authority: z.string() });
