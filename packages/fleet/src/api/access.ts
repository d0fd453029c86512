/** Signing in, people and their roles, the audit record. */
import { z } from 'zod';
import { Paging, page, Time } from './common.js';

export const RoleName = z.enum(['analyst', 'msp', 'organisation', 'reader', 'auditor']);
/** Long enough that guessing is hopeless; what it consists of is the person's own choice. */
export const NewPassword = z.string().min(12).max(200);
const Code = z.string().regex(/^\d{6}$/);
const Token = z.string().min(1).max(200);
const Email = z.email().max(254);

export const Me = z.object({
  account: z.uuid(),
  authority: z.object({ id: z.uuid(), name: z.string() }),
  organisation: z.object({ id: z.uuid(), name: z.string() }).optional(),
  email: z.string(),
  name: z.string(),
  role: RoleName,
  administrator: z.boolean(),
  /** Send it with every change as the header `x-csrf-token`. */
  csrf: z.string(),
});
export const LoginRequest = z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(200) });
/** `totp`: the one-time password is still missing (`POST /login/totp`). */
export const LoginAnswer = z.object({ next: z.enum(['totp', 'done']), csrf: z.string() });
export const TotpRequest = z.object({ code: Code });

export const SetupStart = z.object({ token: Token });
export const SetupInfo = z.object({
  /** `sign-in`: nothing to fill in, `POST /setup/finish` with the token alone. */
  purpose: z.enum(['first-administrator', 'invitation', 'sign-in']),
  email: z.string().optional(),
  totp: z.object({ secret: z.string(), uri: z.string() }).optional(),
});
export const SetupFinish = z.object({
  token: Token,
  email: Email.optional(),
  name: z.string().max(200).optional(),
  password: NewPassword.optional(),
  code: Code.optional(),
});

export const PasswordChange = z.object({ current: z.string().max(200), password: NewPassword });

export const Account = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: RoleName,
  organisation: z.uuid().optional(),
  administrator: z.boolean(),
  disabled: z.boolean(),
  lockedUntil: Time.optional(),
  created: Time,
});
export const AccountChange = z
  .object({ role: RoleName, administrator: z.boolean(), disabled: z.boolean(), name: z.string().max(200) })
  .partial();
export const AccountPage = page(Account);
export const Invitation = z.object({
  email: Email,
  role: RoleName,
  organisation: z.uuid().optional(),
  administrator: z.boolean().default(false),
});
/** The link is shown once: only its hash is kept. */
export const InvitationAnswer = z.object({ link: z.string(), expires: Time });

export const AuditQuery = Paging.extend({
  organisation: z.uuid().optional(),
  action: z.string().max(100).optional(),
  object: z.string().max(200).optional(),
});
export const AuditEntry = z.object({
  id: z.string(),
  at: Time,
  actor: z.string(),
  action: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  organisation: z.uuid().optional(),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export const AuditPage = page(AuditEntry);
/** `firstBroken`: number of the first row that does not follow from the one before it. */
export const AuditVerification = z.object({
  intact: z.boolean(),
  rows: z.number(),
  firstBroken: z.string().optional(),
  lastHash: z.string().optional(),
});
