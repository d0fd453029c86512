/** Routes: who am I, sign in and out, one-time links, people, audit record. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Account,
  AccountChange,
  AccountPage,
  AuditPage,
  AuditQuery,
  AuditVerification,
  Invitation,
  InvitationAnswer,
  LoginAnswer,
  LoginRequest,
  Me,
  PasswordChange,
  SetupFinish,
  SetupInfo,
  SetupStart,
  TotpRequest,
} from '../api/access.js';
import { Done, Paging } from '../api/common.js';
import { HttpError } from '../server/errors.js';
import type { FleetApp } from '../server/fleet-app.js';
import { changeAccount, invite, listAccounts } from './accounts.js';
import { audit } from './audit.js';
import { listAudit, verifyAudit } from './audit-record.js';
import { cookiesOf, requireSession } from './context.js';
import { setupPath } from './links.js';
import { logIn, secondFactor } from './login.js';
import { hashPassword, isPassword } from './passwords.js';
import { clearSessionCookie, endSessions, sessionOf, setSessionCookie, tokenOf } from './sessions.js';
import { finishSetup, startSetup } from './setup.js';
import { csrfOf, sha256 } from './tokens.js';

/** Attempts to sign in, a minute and address. */
export const ATTEMPTS_PER_MINUTE = 20;
const guarded = { rateLimit: { max: ATTEMPTS_PER_MINUTE, timeWindow: 60_000 } };
const Id = z.object({ id: z.uuid() });

export async function registerAccess(app: FleetApp): Promise<void> {
  const { fleet } = app;
  const { database } = fleet;
  const cookies = cookiesOf(fleet);

  const signedIn = async (reply: FastifyReply, token: string): Promise<z.infer<typeof Me>> => {
    setSessionCookie(reply, token, cookies);
    return meOf(token);
  };
  const meOf = async (token: string | undefined): Promise<z.infer<typeof Me>> => {
    const session = await sessionOf(database, token, fleet.clock());
    if (!session || token === undefined) throw new HttpError(401, 'not-signed-in', 'Please sign in.');
    const names = await database.withTenant({ authority: session.authority, role: 'system' }, (t) =>
      t.row(
        z.object({ authority: z.string(), organisation: z.string().nullable() }),
        'select a.name as authority, o.name as organisation from authority a left join organisation o on o.id = $2 where a.id = $1',
        [session.authority, session.organisation_id],
      ),
    );
    return {
      account: session.account_id,
      authority: { id: session.authority, name: names?.authority ?? '' },
      ...(session.organisation_id === null
        ? {}
        : { organisation: { id: session.organisation_id, name: names?.organisation ?? '' } }),
      email: session.email,
      name: session.name,
      role: session.role,
      administrator: session.administrator,
      csrf: csrfOf(token),
    };
  };

  app.get('/me', { schema: { response: { 200: Me } } }, async (request) => {
    await app.contextOf(request, 'read');
    return meOf(tokenOf(request, cookies));
  });

  app.post(
    '/login',
    { schema: { body: LoginRequest, response: { 200: LoginAnswer } }, config: guarded },
    async (request, reply) => {
      const { token, next } = await logIn(fleet, request.body.email, request.body.password);
      setSessionCookie(reply, token, cookies);
      return { next, csrf: csrfOf(token) };
    },
  );

  app.post(
    '/login/totp',
    { schema: { body: TotpRequest, response: { 200: Me } }, config: guarded },
    async (request, reply) => {
      const session = await requireSession(fleet, request);
      return signedIn(reply, await secondFactor(fleet, session, request.body.code));
    },
  );

  app.post('/logout', { schema: { response: { 200: Done } } }, async (request: FastifyRequest, reply) => {
    const session = await requireSession(fleet, request);
    await database.withTenant({ authority: session.authority, role: 'system' }, (t) =>
      t.run('delete from session where token_hash = $1', [session.tokenHash]),
    );
    clearSessionCookie(reply, cookies);
    return { done: true as const };
  });

  app.post(
    '/setup/start',
    { schema: { body: SetupStart, response: { 200: SetupInfo } }, config: guarded },
    async (request) => startSetup(fleet, request.body.token),
  );

  app.post(
    '/setup/finish',
    { schema: { body: SetupFinish, response: { 200: Me } }, config: guarded },
    async (request, reply) => signedIn(reply, await finishSetup(fleet, request.body)),
  );

  app.post(
    '/me/password',
    { schema: { body: PasswordChange, response: { 200: Done } }, config: guarded },
    async (request) => {
      const context = await app.contextOf(request, 'read');
      const system = { authority: context.authority, role: 'system' as const };
      const row = await database.withTenant(system, (t) =>
        t.row(z.object({ password: z.string().nullable() }), 'select password from account where id = $1', [
          context.account,
        ]),
      );
      if (!row?.password || !(await isPassword(request.body.current, row.password)))
        throw new HttpError(403, 'refused', 'The current password is not right.');
      const hash = await hashPassword(request.body.password);
      await database.withTenant(system, async (t) => {
        await t.run('update account set password = $2 where id = $1', [context.account, hash]);
        await endSessions(t, context.account, sha256(tokenOf(request, cookies) ?? ''));
        await audit(t, context, {
          actor: context.actor,
          action: 'account.password',
          objectKind: 'account',
          objectId: context.account,
        });
      });
      return { done: true as const };
    },
  );

  app.get('/accounts', { schema: { querystring: Paging, response: { 200: AccountPage } } }, async (request) =>
    listAccounts(database, await app.contextOf(request, 'administrator'), request.query),
  );

  app.patch(
    '/accounts/:id',
    { schema: { params: Id, body: AccountChange, response: { 200: Account } } },
    async (request) => {
      const context = await app.contextOf(request, 'administrator');
      return changeAccount(database, context, request.params.id, request.body, fleet.clock());
    },
  );

  app.post(
    '/accounts/invitations',
    { schema: { body: Invitation, response: { 200: InvitationAnswer } } },
    async (request) => {
      const context = await app.contextOf(request, 'administrator');
      const { token, expires } = await invite(database, context, request.body, fleet.clock());
      return { link: `${fleet.settings.publicUrl}${setupPath(token)}`, expires: expires.toISOString() };
    },
  );

  app.get('/audit', { schema: { querystring: AuditQuery, response: { 200: AuditPage } } }, async (request) =>
    listAudit(database, await app.contextOf(request, 'read'), request.query),
  );

  app.get('/audit/verify', { schema: { response: { 200: AuditVerification } } }, async (request) =>
    verifyAudit(database, await app.contextOf(request, 'oversight')),
  );
}
