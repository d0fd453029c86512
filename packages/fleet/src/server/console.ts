/** The console's files, and its first page for every address that is a page of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { HttpError } from './errors.js';
import type { FleetApp } from './fleet-app.js';

export async function serveConsole(app: FleetApp, folder: string | undefined): Promise<void> {
  const index = folder === undefined ? undefined : join(folder, 'index.html');
  const page = index !== undefined && existsSync(index) ? readFileSync(index) : undefined;
  if (folder !== undefined && page !== undefined)
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: true,
      cacheControl: false,
      // Names below assets/ hold a hash of the content.
      setHeaders: (reply, path) => {
        reply.setHeader(
          'cache-control',
          /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  if (page !== undefined)
    app.get('/', { schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page),
    );
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    const wantsPage =
      request.method === 'GET' && !path.startsWith('/api') && (request.headers.accept ?? '*/*').match(/html|\*\/\*/);
    if (!wantsPage || /\.[a-z0-9]+$/i.test(path))
      throw new HttpError(404, 'not-found', 'There is nothing at this address.');
    if (page === undefined)
      return reply
        .type('text/plain; charset=utf-8')
        .send('The console is not built; the API is at /api/openapi.json.\n');
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
  });
}
