/** The public check page: one answer for everybody; what is known goes to the address of record. */
import { isIP } from 'node:net';
import { CheckAnswer, CheckRequest, SourceCheckAnswer } from '../api/check.js';
import type { FleetApp } from '../server/fleet-app.js';
import { CHECK_QUEUE, knownOfAddress } from './work.js';

/** Questions a minute and address. */
export const CHECKS_PER_MINUTE = 5;
const guarded = { rateLimit: { max: CHECKS_PER_MINUTE, timeWindow: 60_000 } };
const MESSAGE =
  'Thank you. If we know something about this server, we tell the contact that is registered for it, by mail, within the hour. For your protection nothing is shown here.';

export async function registerCheck(app: FleetApp): Promise<void> {
  const { fleet } = app;
  app.post(
    '/check',
    { config: guarded, schema: { body: CheckRequest, response: { 200: CheckAnswer } } },
    async (request) => {
      // Every question is queued, also one that cannot be understood: the same work, whatever it is about.
      await fleet.jobs.send(CHECK_QUEUE, { subject: request.body.subject });
      return { message: MESSAGE };
    },
  );
  // Who can ask from an address has it: what was observed there, and only there, may be shown. Behind a proxy the server must be told so.
  app.post('/check/source', { config: guarded, schema: { response: { 200: SourceCheckAnswer } } }, async (request) => {
    const address = request.ip.replace(/^::ffff:(?=\d+\.)/i, '');
    if (isIP(address) === 0) return { address: '', observations: [] };
    return { address, observations: await knownOfAddress(fleet.database, address) };
  });
}
