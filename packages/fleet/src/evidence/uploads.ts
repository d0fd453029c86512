/** Resumable uploads (tus 1.0) below a one-time link. Limits are the server's own; what is not encrypted is refused. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import { z } from 'zod';
import { audit } from '../access/audit.js';
import { clean } from '../intake/storable.js';
import { QUEUES } from '../jobs/index.js';
import { HttpError } from '../server/errors.js';
import type { FleetServices } from '../server/fleet-app.js';
import { custodyEntry } from './custody.js';
import { reserve, type UploadLink } from './links.js';

/** What every age file begins with (age-encryption.org/v1). */
const AGE_MAGIC = 'age-encryption.org/v1\n';
/** ms: parts of uploads that nobody goes on with are removed. */
const ABANDONED = 7 * 86_400_000;

export interface UploadServer {
  /** Runs tus for a request whose link was checked. */
  handle: (link: UploadLink, ...request: Parameters<Server['handle']>) => Promise<void>;
}

/** @param path below which the server is reached, with `:token` */
export function uploadServer(services: FleetServices, folder: string): UploadServer {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const links = new AsyncLocalStorage<UploadLink>();
  const current = (): UploadLink => {
    const link = links.getStore();
    if (!link) throw refused(new HttpError(404, 'not-found', 'There is no such link.'));
    return link;
  };
  const store = new FileStore({ directory: folder, expirationPeriodInMilliseconds: ABANDONED });
  // What failed on our side (database, disk) stays: the sender asks again, and then it is finished.
  const finish = async (link: UploadLink, id: string): Promise<void> => {
    try {
      await takeUpload(services, link, id, join(folder, id));
    } catch (error) {
      if (error instanceof HttpError) await store.remove(id).catch(() => undefined);
      throw refused(error);
    }
    await store.remove(id).catch(() => undefined);
  };
  /** Whole, but the server ended before it was recorded: the sender who asks how far it came gets it finished. */
  const finishStranded = async (link: UploadLink, id: string): Promise<void> => {
    const upload = await store.getUpload(id).catch(() => undefined);
    if (upload?.size !== undefined && upload.offset === upload.size) await finish(link, id);
  };
  const server = new Server({
    path: '/',
    datastore: store,
    allowedOrigins: [new URL(services.settings.publicUrl).origin],
    maxSize: () => current().maxBytes,
    namingFunction: () => randomBytes(16).toString('hex'),
    // Relative to the request: what a proxy calls us does not matter.
    generateUrl: (request, { id }) => `${new URL(request.url).pathname.replace(/\/$/, '')}/${id}`,
    getFileIdFromRequest: (_request, last) => (last !== undefined && /^[0-9a-f]{32}$/.test(last) ? last : undefined),
    onIncomingRequest: async (request, id) => {
      if (request.method === 'POST') return;
      const link = current();
      const row = await services.database.withTenant({ authority: link.authority, role: 'system' }, (t) =>
        t.row(z.object({ state: z.string() }), 'select state from upload where id = $1 and link_id = $2', [
          id,
          link.id,
        ]),
      );
      if (!row) throw refused(new HttpError(404, 'not-found', 'There is no such upload.'));
      if (request.method === 'HEAD' && row.state === 'receiving') await finishStranded(link, id);
    },
    onUploadCreate: async (_request, upload) => {
      const link = current();
      const { size } = upload;
      if (size === undefined || size <= AGE_MAGIC.length)
        throw refused(new HttpError(400, 'invalid', 'An upload says how long it is, and is longer than nothing.'));
      const name = fileName(upload.metadata?.filename ?? '');
      try {
        await services.database.withTenant({ authority: link.authority, role: 'system' }, (t) =>
          reserve(t, link, upload.id, name, size),
        );
      } catch (error) {
        throw refused(error);
      }
      return {};
    },
    onUploadFinish: async (_request, upload) => {
      await finish(current(), upload.id);
      return {};
    },
  });
  return { handle: (link, request, response) => links.run(link, () => server.handle(request, response)) };
}

/** tus answers what is thrown in this shape; faults of ours tell nothing. */
function refused(error: unknown): { status_code: number; body: string } {
  const { status, code, message } =
    error instanceof HttpError ? error : new HttpError(500, 'internal', 'The server failed; try again later.');
  return { status_code: status, body: JSON.stringify({ error: { code, message } }) };
}

/** The last part of whatever path a browser or a tool sent, fit for a line. */
export function fileName(given: string): string {
  const name = clean(given.split(/[\\/]/).at(-1) ?? '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, 200);
  return name === '' || name === '.' || name === '..' ? 'evidence' : name;
}

/** The whole file is here: into the store of blobs, into the record, into the queue. */
async function takeUpload(services: FleetServices, link: UploadLink, id: string, path: string): Promise<void> {
  const context = { authority: link.authority, role: 'system' } as const;
  if (!(await isAge(path))) {
    await services.database.withTenant(context, (t) =>
      t.run("update upload set state = 'refused' where id = $1", [id]),
    );
    throw new HttpError(
      415,
      'not-encrypted',
      'Only files encrypted with age are taken: use the page of the link, or allclear bundle.',
    );
  }
  const blob = await services.blobs.put(bytesOf(path));
  const at = new Date(services.clock());
  const evidence = await services.database.withTenant(context, async (t) => {
    const upload = await t.row(
      z.object({ name: z.string() }),
      "update upload set state = 'complete', received = size where id = $1 and state = 'receiving' returning name",
      [id],
    );
    if (!upload) throw new HttpError(409, 'state', 'This upload is finished.');
    const entry = custodyEntry({ at, who: `upload link ${link.id}`, what: 'received, encrypted', sha256: blob.sha256 });
    const row = await t.row(
      z.object({ id: z.string(), isNew: z.boolean() }),
      `insert into evidence (authority_id, organisation_id, host_id, sha256, size, name, kind, received_at, custody)
       values ($1, $2, $3, $4, $5, $6, 'encrypted', $7, jsonb_build_array($8::jsonb))
       on conflict (organisation_id, sha256) do update set custody = evidence.custody || $8::jsonb
       returning id, xmax = 0 as "isNew"`,
      [link.authority, link.organisation, link.host ?? null, blob.sha256, blob.size, upload.name, at, entry],
    );
    const evidence = row?.id ?? '';
    await t.run('update upload set evidence_id = $2 where id = $1', [id, evidence]);
    await audit(t, context, {
      actor: `upload link ${link.id}`,
      action: 'evidence.receive',
      objectKind: 'evidence',
      objectId: evidence,
      organisation: link.organisation,
      detail: { sha256: blob.sha256, size: blob.size, known: row?.isNew === false },
    });
    return evidence;
  });
  await services.jobs.send(QUEUES.assess, { authority: link.authority, evidence }, { key: evidence });
}

async function isAge(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(AGE_MAGIC.length);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return bytesRead === head.length && head.toString('latin1') === AGE_MAGIC;
  } finally {
    await file.close();
  }
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path)) if (chunk instanceof Uint8Array) yield chunk;
}
