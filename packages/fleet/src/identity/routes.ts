/** Routes of identity: whose is it, what registries say, new indicators against what is held. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import {
  AttributeAnswer,
  Hunt,
  HuntAnswer,
  Identity,
  IdentityList,
  IdentityListAnswer,
  IdentityQuery,
  RdapAnswer,
  RdapQuery,
  SecurityTxtAnswer,
  SecurityTxtBody,
} from '../api/observations.js';
import { unpacked } from '../observations/unpack.js';
import { addressOf, hostNameOf } from '../observations/values.js';
import { streamOf, takeStreams } from '../server/body.js';
import { notFound } from '../server/errors.js';
import type { FleetApp, RequestContext } from '../server/fleet-app.js';
import { linesOf } from '../server/lines.js';
import { attribute, loadRegister } from './attribute.js';
import { hunt } from './hunt.js';
import { importRdap } from './import-rdap.js';
import { ListStore } from './lists.js';
import { parseRdap, type RdapRecord } from './rdap.js';
import { parseSecurityTxt } from './security-txt.js';
import { whoIs } from './who-is.js';

const MOST_LIST = 200_000_000;
const RDAP_LIMITS = { line: 1_000_000, total: 500_000_000 };
const BATCH = 200;
const Named = z.object({ name: z.string(), country: z.string().nullable() });

export async function registerIdentity(app: FleetApp): Promise<void> {
  const { database, blobs, clock } = app.fleet;
  takeStreams(app);
  const lists = new ListStore(database, blobs);
  const record = (context: RequestContext, action: string, detail: Readonly<Record<string, unknown>>): Promise<void> =>
    database.withTenant(context, (t) =>
      audit(t, context, { actor: context.actor, action, objectKind: 'authority', objectId: context.authority, detail }),
    );

  app.get('/identity', { schema: { querystring: IdentityQuery, response: { 200: Identity } } }, async (request) => {
    const context = await app.contextOf(request, 'oversight');
    const address = addressOf(request.query.address);
    const hostname = hostNameOf(request.query.hostname);
    const own = await database.withTenant(context, async (t) => {
      const found = (await loadRegister(t, context.authority)).find(address, hostname);
      if (found === undefined) return undefined;
      const row = await t.row(Named, 'select name, country from organisation where id = $1', [found.organisation]);
      return row === undefined ? undefined : { ...found, name: row.name, country: row.country ?? undefined };
    });
    const country = request.query.country?.toUpperCase();
    return { items: whoIs({ address, hostname, country }, own, await lists.load(context)) };
  });

  app.post(
    '/identity/lists/:list',
    {
      schema: { params: z.object({ list: IdentityList }), response: { 200: IdentityListAnswer } },
      bodyLimit: MOST_LIST,
    },
    async (request) => {
      const context = await app.contextOf(request, 'analyst');
      const answer = await lists.replace(context, request.params.list, unpacked(streamOf(request.body), MOST_LIST));
      await record(context, 'identity.list', { list: request.params.list, ...answer });
      return answer;
    },
  );

  app.post(
    '/identity/rdap',
    { schema: { querystring: RdapQuery, response: { 200: RdapAnswer } }, bodyLimit: MOST_LIST },
    async (request) => {
      const context = await app.contextOf(request, 'analyst');
      const { organisation } = request.query;
      const answer = { records: 0, networks: 0, contacts: 0, unmatched: 0, refusedCount: 0 };
      let batch: RdapRecord[] = [];
      const store = async (): Promise<void> => {
        const taken = await database.withTenant(context, (t) => importRdap(t, context.authority, batch, organisation));
        answer.networks += taken.networks;
        answer.contacts += taken.contacts;
        answer.unmatched += taken.unmatched;
        batch = [];
      };
      for await (const { bytes } of linesOf(streamOf(request.body), RDAP_LIMITS)) {
        const parsed = rdapOf(bytes);
        if (parsed === undefined) {
          answer.refusedCount++;
          continue;
        }
        answer.records++;
        if (batch.push(parsed) >= BATCH) await store();
      }
      await store();
      await record(context, 'identity.rdap', answer);
      return answer;
    },
  );

  app.post(
    '/identity/security-txt',
    { schema: { body: SecurityTxtBody, response: { 200: SecurityTxtAnswer } } },
    async (request) => {
      const context = await app.contextOf(request, 'analyst');
      const { organisation, text } = request.body;
      const parsed = parseSecurityTxt(text, clock());
      const language = /^[a-z]{2}/.exec(parsed.languages[0] ?? '')?.[0] ?? 'en';
      // What expired may be somebody else's address by now.
      const usable = parsed.problems.includes('expired') ? [] : parsed.contacts;
      const contacts = await database.withTenant(context, async (t) => {
        if (!(await t.row(z.object({}), 'select from organisation where id = $1', [organisation])))
          throw notFound('organisation');
        let added = 0;
        for (const { channel, address } of usable)
          if (channel !== 'web')
            added += await t.run(
              `insert into contact (authority_id, organisation_id, role, channel, address, language, source)
               values ($1, $2, 'security', $3, $4, $5, 'security.txt') on conflict do nothing`,
              [context.authority, organisation, channel, address, language],
            );
        return added;
      });
      await record(context, 'identity.security-txt', { organisation, contacts });
      return {
        contacts,
        ...(parsed.expires === undefined ? {} : { expires: parsed.expires }),
        problems: [...parsed.problems],
      };
    },
  );

  app.post('/identity/attribute', { schema: { response: { 200: AttributeAnswer } } }, async (request) => {
    const context = await app.contextOf(request, 'analyst');
    const changed = await database.withTenant(context, (t) => attribute(t, context.authority, { again: true }));
    await record(context, 'observation.attribute-all', { changed });
    return { changed };
  });

  app.post(
    '/hunt',
    { schema: { body: Hunt, response: { 200: HuntAnswer } }, bodyLimit: 8_000_000 },
    async (request) => {
      const context = await app.contextOf(request, 'analyst');
      const { indicators, deep } = request.body;
      const answer = await database.withTenant(context, (t) => hunt(t, context.authority, indicators, deep));
      await record(context, 'hunt', { indicators: indicators.length, hosts: answer.hosts });
      return answer;
    },
  );
}

function rdapOf(bytes: Uint8Array): RdapRecord | undefined {
  try {
    return parseRdap(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}
