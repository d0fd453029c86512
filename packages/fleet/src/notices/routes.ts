/** Routes of notices: drafts, preview, approval, progress, what comes back; and the public pages for recipients. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import { Done } from '../api/common.js';
import {
  BounceAnswer,
  FollowUp,
  NoticeBatch,
  NoticeBatchPage,
  NoticeBatchQuery,
  NoticeBatchRequest,
  NoticePage,
  NoticePreview,
  NoticeQuery,
  NoticeTemplates,
  NoticeVerification,
  OptOut,
  Settlement,
} from '../api/notices.js';
import { HttpError } from '../server/errors.js';
import type { FleetApp } from '../server/fleet-app.js';
import { createBatch, messagesOf, moveBatch, organisationsToFollow, planBatch } from './batch.js';
import { batchOf, listBatches, listNotices, previewOf } from './list.js';
import { lettersCsv, lettersSent, noteAnswer, optOut, settleUnknown, takeBounce, verifyCode } from './outcome.js';
import { noticeSecrets } from './secrets.js';
import { selectOrganisations } from './select.js';
import { LANGUAGES, NOTICE_KINDS, TEMPLATE_VERSION, TEXTS } from './templates/index.js';
import { queueBatch, senderOf } from './work.js';

const Id = z.object({ id: z.uuid() });
const SAMPLES = 20;
const MAX_LISTED = 200;
const MAX_BOUNCE = 1_000_000;
/** Public routes: requests a minute and address. */
export const PUBLIC_PER_MINUTE = 20;
const guarded = { rateLimit: { max: PUBLIC_PER_MINUTE, timeWindow: 60_000 } };

export async function registerNotices(app: FleetApp): Promise<void> {
  const { fleet } = app;
  const { database, settings, clock } = fleet;
  const secrets = noticeSecrets(fleet.installationKey);
  const setting = () => ({
    publicUrl: settings.publicUrl,
    sender: senderOf(settings),
    secrets,
    now: new Date(clock()),
  });

  app.get('/notices/templates', { schema: { response: { 200: NoticeTemplates } } }, async (request) => {
    await app.contextOf(request, 'oversight');
    return {
      items: NOTICE_KINDS.map((id) => ({
        id,
        version: TEMPLATE_VERSION,
        title: TEXTS.en.kinds[id].subject.replace('{authority}', '…'),
        languages: [...LANGUAGES],
      })),
    };
  });

  app.post(
    '/notices/preview',
    { schema: { body: NoticeBatchRequest, response: { 200: NoticePreview } } },
    async (request) => {
      const who = await app.contextOf(request, 'analyst');
      const plan = await database.withTenant(who, async (t) =>
        planBatch(
          t,
          who.authority,
          request.body.template,
          await selectOrganisations(t, request.body.to, new Date(clock())),
        ),
      );
      const messages = messagesOf(plan, settings);
      const names = new Map(plan.drafts.flatMap((d) => d.about.map((a) => [a.organisation, a.name] as const)));
      const reference = (id: string) => ({ id, name: names.get(id) ?? '' });
      return {
        messages: messages.length,
        organisations: new Set(messages.flatMap((m) => m.organisations)).size,
        byChannel: countBy(messages, (m) => m.channel),
        byLanguage: countBy(messages, (m) => m.language),
        unreachable: plan.unreachable
          .slice(0, MAX_LISTED)
          .map((u) => ({ organisation: { id: u.organisation, name: u.name }, reason: u.reason })),
        unreachableTotal: plan.unreachable.length,
        samples: messages.slice(0, SAMPLES).map((m) => ({
          organisation: reference(m.organisations[0] ?? ''),
          address: m.address,
          language: m.language,
          subject: m.subject,
          body: m.body,
        })),
      };
    },
  );

  app.get(
    '/notices/batches',
    { schema: { querystring: NoticeBatchQuery, response: { 200: NoticeBatchPage } } },
    async (request) => listBatches(database, await app.contextOf(request, 'oversight'), request.query),
  );

  app.post(
    '/notices/batches',
    { schema: { body: NoticeBatchRequest, response: { 201: NoticeBatch } } },
    async (request, reply) => {
      const who = await app.contextOf(request, 'analyst');
      const { to, template, ...batch } = request.body;
      const id = await database.withTenant(who, async (t) =>
        createBatch(
          t,
          who,
          await planBatch(t, who.authority, template, await selectOrganisations(t, to, new Date(clock()))),
          batch,
          setting(),
        ),
      );
      void reply.code(201);
      return batchOf(database, who, id);
    },
  );

  app.get('/notices/batches/:id', { schema: { params: Id, response: { 200: NoticeBatch } } }, async (request) =>
    batchOf(database, await app.contextOf(request, 'oversight'), request.params.id),
  );
  app.get(
    '/notices/batches/:id/notices',
    { schema: { params: Id, querystring: NoticeQuery, response: { 200: NoticePage } } },
    async (request) =>
      listNotices(database, await app.contextOf(request, 'oversight'), request.params.id, request.query),
  );

  app.get(
    '/notices/batches/:id/preview',
    { schema: { params: Id, response: { 200: NoticePreview } } },
    async (request) =>
      previewOf(database, await app.contextOf(request, 'oversight'), request.params.id, settings.publicUrl),
  );

  for (const move of ['approve', 'start', 'pause'] as const)
    app.post(
      `/notices/batches/:id/${move}`,
      { schema: { params: Id, response: { 200: NoticeBatch } } },
      async (request) => {
        const who = await app.contextOf(request, 'analyst');
        const { id } = request.params;
        if (move === 'start' && settings.smtp === undefined)
          throw new HttpError(
            409,
            'no-mail-server',
            'No mail server is set; notices of this batch can only be printed.',
          );
        await database.withTenant(who, (t) => moveBatch(t, who, id, move));
        if (move === 'start') await queueBatch(fleet, who.authority, id);
        return batchOf(database, who, id);
      },
    );

  // A new draft for those of a batch who are silent, or whom no message reached (the next kind of contact is chosen for them).
  app.post(
    '/notices/batches/:id/follow-up',
    { schema: { params: Id, body: FollowUp, response: { 201: NoticeBatch } } },
    async (request, reply) => {
      const who = await app.contextOf(request, 'analyst');
      const before = new Date(clock() - request.body.days * 86_400_000);
      const id = await database.withTenant(who, async (t) => {
        const batch = await t.row(
          z.object({ name: z.string(), template: z.string(), rate: z.number() }),
          'select name, template, rate from notice_batch where id = $1',
          [request.params.id],
        );
        if (!batch) throw new HttpError(404, 'not-found', 'There is no such batch.');
        const silent = request.body.to === 'silent';
        const only = await organisationsToFollow(
          t,
          request.params.id,
          silent ? { kind: 'silent', before } : { kind: 'not-reached' },
        );
        const plan = await planBatch(t, who.authority, silent ? 'reminder' : batch.template, only);
        return createBatch(
          t,
          who,
          plan,
          { name: `${batch.name} / ${request.body.to}`.slice(0, 200), rate: batch.rate },
          setting(),
        );
      });
      void reply.code(201);
      return batchOf(database, who, id);
    },
  );

  app.get('/notices/batches/:id/letters.csv', { schema: { params: Id } }, async (request, reply) => {
    const who = await app.contextOf(request, 'analyst');
    const csv = await database.withTenant(who, async (t) => {
      const batch = await t.row(z.object({ state: z.string() }), 'select state from notice_batch where id = $1', [
        request.params.id,
      ]);
      if (!batch) throw new HttpError(404, 'not-found', 'There is no such batch.');
      if (batch.state === 'draft') throw new HttpError(409, 'state', 'A second person must approve the batch first.');
      await audit(t, who, {
        actor: who.actor,
        action: 'notices.letters',
        objectKind: 'notice-batch',
        objectId: request.params.id,
      });
      return lettersCsv(t, request.params.id, secrets);
    });
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="letters-${request.params.id}.csv"`)
      .send(csv);
  });
  app.post(
    '/notices/batches/:id/letters/sent',
    { schema: { params: Id, response: { 200: Done } } },
    async (request) => {
      const who = await app.contextOf(request, 'analyst');
      await database.withTenant(who, (t) => lettersSent(t, who, request.params.id, new Date(clock())));
      return { done: true as const };
    },
  );

  app.post('/notices/:id/answered', { schema: { params: Id, response: { 200: Done } } }, async (request) => {
    const who = await app.contextOf(request, 'analyst');
    await database.withTenant(who, (t) => noteAnswer(t, who, request.params.id, new Date(clock())));
    return { done: true as const };
  });
  app.post(
    '/notices/:id/settle',
    { schema: { params: Id, body: Settlement, response: { 200: Done } } },
    async (request) => {
      const who = await app.contextOf(request, 'analyst');
      await database.withTenant(who, (t) =>
        settleUnknown(t, who, request.params.id, request.body.as, request.body.reason),
      );
      return { done: true as const };
    },
  );
  await app.register(async (scope: FleetApp) => {
    scope.addContentTypeParser(
      ['message/rfc822', 'text/plain'],
      { parseAs: 'string', bodyLimit: MAX_BOUNCE },
      (_request, body, done) => done(null, body),
    );
    scope.post('/notices/bounces', { schema: { response: { 200: BounceAnswer } } }, async (request) => {
      const who = await app.contextOf(request, 'analyst');
      if (typeof request.body !== 'string')
        throw new HttpError(415, 'wrong-type', 'Send the report as message/rfc822.');
      const raw = request.body;
      return { bounced: await database.withTenant(who, (t) => takeBounce(t, who, raw)) };
    });
  });

  // ---- For recipients, without an account ----
  app.get(
    '/notice/verify',
    {
      config: guarded,
      schema: { querystring: z.object({ code: z.string().max(100) }), response: { 200: NoticeVerification } },
    },
    async (request) => verifyCode(database, request.query.code),
  );
  app.get('/notice/key', { config: guarded, schema: { response: { 200: z.string() } } }, async (_request, reply) =>
    reply.type('application/x-pem-file').send(secrets.publicKey),
  );
  await app.register(async (scope: FleetApp) => {
    // RFC 8058: mail programs post a form; the token stands in the address. The page of the console posts JSON.
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, _body, done) =>
      done(null, {}),
    );
    scope.post(
      '/notice/opt-out',
      { config: guarded, schema: { querystring: OptOut, response: { 200: Done } } },
      async (request) => {
        // The same answer for every token: nobody learns which are ours.
        await optOut(database, secrets, request.query.token, new Date(clock()));
        return { done: true as const };
      },
    );
  });
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}
