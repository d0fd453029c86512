/** Routes of evidence: links, uploads by them, receipts, what is held. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Done } from '../api/common.js';
import {
  EvidencePage,
  EvidenceQuery,
  UploadInfo,
  UploadLinkAnswer,
  UploadLinkRequest,
  UploadReceipt,
} from '../api/evidence.js';
import type { FleetApp, FleetServices } from '../server/fleet-app.js';
import { caseKey } from './case-key.js';
import { createUploadLink, openUploadLink, revokeUploadLink, usedOf } from './links.js';
import { listEvidence, receiptOf } from './list.js';
import { uploadServer } from './uploads.js';

const Id = z.object({ id: z.uuid() });
const Token = z.object({ token: z.string().max(200) });
/** Asking for links that are none, a minute and address. Chunks of uploads are not counted here. */
const guarded = { rateLimit: { max: 60, timeWindow: 60_000 } };

export async function registerEvidence(app: FleetApp): Promise<void> {
  const { fleet } = app;
  const { database, clock } = fleet;

  app.post(
    '/upload-links',
    { schema: { body: UploadLinkRequest, response: { 201: UploadLinkAnswer } } },
    async (request, reply) => {
      const who = await app.contextOf(request, 'write');
      const { id, token, expires } = await database.withTenant(who, (t) =>
        createUploadLink(t, who, request.body, clock()),
      );
      void reply.code(201);
      return { id, link: `${fleet.settings.publicUrl}/upload#${token}`, expires: expires.toISOString() };
    },
  );
  app.post('/upload-links/:id/revoke', { schema: { params: Id, response: { 200: Done } } }, async (request) => {
    const who = await app.contextOf(request, 'write');
    await database.withTenant(who, (t) => revokeUploadLink(t, who, request.params.id, clock()));
    return { done: true as const };
  });
  app.get('/uploads', { schema: { querystring: EvidenceQuery, response: { 200: EvidencePage } } }, async (request) =>
    listEvidence(database, await app.contextOf(request, 'read'), request.query),
  );

  // ---- For senders, without an account ----
  app.get(
    '/upload/:token',
    { config: guarded, schema: { params: Token, response: { 200: UploadInfo } } },
    async (request) => {
      const link = await openUploadLink(database, request.params.token, clock());
      const used = await database.withTenant({ authority: link.authority, role: 'system' }, (t) => usedOf(t, link));
      return {
        expires: link.expires.toISOString(),
        maxBytes: Math.max(0, link.maxBytes - used.bytes),
        filesLeft: Math.max(0, link.maxFiles - used.files),
        recipient: (await caseKey(fleet.installationKey, link.authority)).recipient,
      };
    },
  );
  app.get(
    '/upload/:token/receipt',
    { config: guarded, schema: { params: Token, response: { 200: UploadReceipt } } },
    async (request) => receiptOf(database, await openUploadLink(database, request.params.token, clock())),
  );
  await app.register(async (scope: FleetApp) => {
    const uploads = uploadServer(fleet, uploadFolder(fleet));
    // The body is tus's own to read.
    scope.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
    for (const url of ['/upload/:token/files', '/upload/:token/files/:upload'])
      scope.route({
        method: ['POST', 'PATCH', 'HEAD', 'OPTIONS'],
        url,
        schema: { params: Token.extend({ upload: z.string().optional() }), hide: true },
        handler: async (request, reply) => {
          const link = await openUploadLink(database, request.params.token, clock());
          for (const [name, value] of Object.entries(reply.getHeaders()))
            if (value !== undefined) reply.raw.setHeader(name, value);
          reply.hijack();
          await uploads.handle(link, request.raw, reply.raw);
        },
      });
  });
}

/** Parts of uploads; the same folder after a restart. */
function uploadFolder({ installationKey }: FleetServices): string {
  const name = createHash('sha256').update('uploads').update(installationKey).digest('hex').slice(0, 32);
  return join(tmpdir(), `allclear-uploads-${name}`);
}
