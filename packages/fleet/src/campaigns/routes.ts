/** Routes of campaigns, and the job that finds them. */
import { type ActorProfile, loadContent } from '@allclear/content';
import { z } from 'zod';
import { audit } from '../access/audit.js';
import { Campaign, CampaignPage, Infrastructure } from '../api/campaigns.js';
import { Done, Paging } from '../api/common.js';
import { QUEUES } from '../jobs/index.js';
import { notFound } from '../server/errors.js';
import type { FleetApp, FleetServices } from '../server/fleet-app.js';
import { getCampaign, infrastructureOf, listCampaigns } from './read-clusters.js';
import { refresh } from './refresh.js';
import { clusterAuthority } from './store-clusters.js';

const Id = z.object({ id: z.uuid() });

export async function registerCampaigns(app: FleetApp): Promise<void> {
  const { database, jobs } = app.fleet;

  app.get('/campaigns', { schema: { querystring: Paging, response: { 200: CampaignPage } } }, async (request) =>
    listCampaigns(database, await app.contextOf(request, 'read'), request.query),
  );

  app.get('/campaigns/:id', { schema: { params: Id, response: { 200: Campaign } } }, async (request) => {
    const found = await getCampaign(database, await app.contextOf(request, 'read'), request.params.id);
    if (found === undefined) throw notFound('campaign');
    return found;
  });

  app.get(
    '/campaigns/:id/infrastructure',
    { schema: { params: Id, response: { 200: Infrastructure } } },
    async (request) => {
      const found = await infrastructureOf(database, await app.contextOf(request, 'oversight'), request.params.id);
      if (found === undefined) throw notFound('campaign');
      return found;
    },
  );

  app.post('/campaigns/find', { schema: { response: { 200: Done } } }, async (request) => {
    const context = await app.contextOf(request, 'analyst');
    await jobs.send(QUEUES.cluster, { authority: context.authority }, { key: context.authority });
    await database.withTenant(context, (t) =>
      audit(t, context, {
        actor: context.actor,
        action: 'campaign.find',
        objectKind: 'authority',
        objectId: context.authority,
      }),
    );
    return { done: true as const };
  });
}

const ClusterJob = z.object({ authority: z.uuid() });
const Authority = z.object({ id: z.string() });
/** Seconds from one look to the next. */
const AGAIN = 60;
const FIRST = 20;

export async function workOnCampaigns({ jobs, database }: FleetServices): Promise<void> {
  let content: Promise<readonly ActorProfile[]> | undefined;
  const profiles = async (): Promise<readonly ActorProfile[]> => {
    content ??= loadContent().then(({ actors }) => actors);
    return content;
  };
  await jobs.work(QUEUES.cluster, async (data) => {
    const { authority } = ClusterJob.parse(data);
    await clusterAuthority(database, authority, await profiles());
  });
  await jobs.work(QUEUES.refresh, async () => {
    try {
      const authorities = await database.asOwner((t) => t.rows(Authority, 'select id from authority order by id'));
      for (const { id } of authorities) await refresh(database, id, profiles);
    } finally {
      await jobs.send(QUEUES.refresh, {}, { key: 'all', startAfterSeconds: AGAIN });
    }
  });
  await jobs.send(QUEUES.refresh, {}, { key: 'all', startAfterSeconds: FIRST });
}
