/** For whom a request works: the session of its cookie, and for changes the CSRF token of its header. */
import type { FastifyRequest } from 'fastify';
import { HttpError } from '../server/errors.js';
import type { FleetServices, Need, RequestContext } from '../server/fleet-app.js';
import { type Session, sessionOf, tokenOf } from './sessions.js';
import { csrfOf, equal } from './tokens.js';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export const cookiesOf = (services: FleetServices): { secure: boolean } => ({
  secure: services.settings.publicUrl.startsWith('https:'),
});

export function contextFor(services: FleetServices): (request: FastifyRequest, need: Need) => Promise<RequestContext> {
  return async (request, need) => {
    const session = await requireSession(services, request);
    if (session.level !== 'full')
      throw new HttpError(401, 'second-factor-missing', 'The one-time password is still missing.');
    const { role } = session;
    const allowed =
      need === 'read' ||
      (need === 'write' && role !== 'reader' && role !== 'auditor') ||
      (need === 'analyst' && role === 'analyst') ||
      (need === 'oversight' && (role === 'analyst' || role === 'auditor')) ||
      (need === 'administrator' && role === 'analyst' && session.administrator);
    if (!allowed) throw new HttpError(403, 'forbidden', 'Your role does not allow this.');
    return {
      authority: session.authority,
      role,
      ...(session.organisation_id === null ? {} : { organisation: session.organisation_id }),
      account: session.account_id,
      actor: session.email,
      administrator: session.administrator,
    };
  };
}

/** The session of a request, of whatever level; for changes also its CSRF token. */
export async function requireSession(services: FleetServices, request: FastifyRequest): Promise<Session> {
  const token = tokenOf(request, cookiesOf(services));
  const session = await sessionOf(services.database, token, services.clock());
  if (!session || token === undefined) throw new HttpError(401, 'not-signed-in', 'Please sign in.');
  if (!READING.has(request.method)) {
    const given = request.headers['x-csrf-token'];
    if (typeof given !== 'string' || !equal(given, csrfOf(token)))
      throw new HttpError(403, 'csrf', 'The request does not come from the console: its CSRF token is missing.');
  }
  return session;
}
