/** The web application: what holds for every route stands here, the routes stand with their parts. */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyServerOptions } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { contextFor } from '../access/context.js';
import { serveConsole } from './console.js';
import { answerError, HttpError } from './errors.js';
import type { FleetApp, FleetServices } from './fleet-app.js';
import { headerPolicy } from './headers.js';
import { PARTS } from './parts.js';

export interface AppOptions {
  /** Folder of the built console; absent: only the API is served. */
  readonly console?: string;
  /** Requests a minute from one address, over all routes. */
  readonly requestsPerMinute?: number;
  /** Behind a proxy that sets X-Forwarded-For. */
  readonly trustProxy?: boolean;
  readonly logger?: FastifyServerOptions['logger'];
}

/** Ordinary JSON bodies; routes that take more say so. */
const MOST_BODY = 1_000_000;
const REQUESTS_PER_MINUTE = 3000;

export async function buildApp(services: FleetServices, options: AppOptions = {}): Promise<FleetApp> {
  const app = Fastify({
    logger: options.logger ?? false,
    bodyLimit: MOST_BODY,
    trustProxy: options.trustProxy ?? false,
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: true,
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.decorate('fleet', services);
  app.decorate('contextOf', contextFor(services));
  await app.register(helmet, headerPolicy(services.settings.publicUrl));
  await app.register(cookie);
  await app.register(rateLimit, {
    max: options.requestsPerMinute ?? REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    errorResponseBuilder: () => new HttpError(429, 'too-many', 'Too many requests; wait a minute.'),
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Allclear fleet',
        version: '1',
        description: 'Evidence, cases, notices and campaigns of a fleet.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'allclear' } },
      },
    },
    transform: jsonSchemaTransform,
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.url.startsWith('/api') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    return payload;
  });
  await app.register(
    async (scope: FleetApp) => {
      for (const part of PARTS) await scope.register(async (own: FleetApp) => part.register?.(own));
    },
    { prefix: '/api/v1' },
  );
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/health', { schema: { hide: true }, config: { rateLimit: false } }, async () => {
    await services.database.asOwner((t) => t.row(z.object({ one: z.number() }), 'select 1 as one'));
    return { status: 'ok' };
  });
  await serveConsole(app, options.console);
  return app;
}
