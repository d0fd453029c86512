/** Sending in the background, by any of the workers; a batch is sent by one at a time. */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { QUEUES } from '../jobs/index.js';
import type { FleetServices, FleetSettings } from '../server/fleet-app.js';
import { noticeSecrets } from './secrets.js';
import { sendBatch } from './send.js';
import { openMailer } from './smtp.js';

/** ms: how long one run holds its transaction open. */
const LONGEST = 300_000;
/** Seconds until another process looks whether the one at work is still alive. */
const LOOK_AGAIN = 30;

const Data = z.object({ authority: z.uuid(), batch: z.uuid() });

export function senderOf(settings: FleetSettings): string {
  return settings.sender ?? `notices@${new URL(settings.publicUrl).hostname}`;
}

export function queueBatch(
  services: Pick<FleetServices, 'jobs'>,
  authority: string,
  batch: string,
  startAfterSeconds?: number,
): Promise<void> {
  return services.jobs.send(
    QUEUES.notices,
    { authority, batch },
    { key: batch, ...(startAfterSeconds === undefined ? {} : { startAfterSeconds }) },
  );
}

export async function workOnNotices(services: FleetServices): Promise<void> {
  const { database, settings, clock } = services;
  const { smtp } = settings;
  if (smtp === undefined) return;
  const secrets = noticeSecrets(services.installationKey);
  await services.jobs.work(QUEUES.notices, async (data) => {
    const { authority, batch } = Data.parse(data);
    const mailer = openMailer(smtp);
    try {
      const result = await sendBatch(authority, batch, {
        database,
        mailer,
        secrets,
        publicUrl: settings.publicUrl,
        sender: senderOf(settings),
        clock,
        wait: (time) => wait(time),
        longest: LONGEST,
      });
      if (result.state === 'more') await queueBatch(services, authority, batch, Math.ceil((result.again ?? 0) / 1000));
      if (result.state === 'busy') await queueBatch(services, authority, batch, LOOK_AGAIN);
    } finally {
      mailer.close();
    }
  });
  // Batches whose job went with the process that had it.
  const open = await database.asOwner((t) => t.rows(z.object({ id: z.string() }), 'select id from authority'));
  for (const { id } of open) {
    const batches = await database.withTenant({ authority: id, role: 'system' }, (t) =>
      t.rows(z.object({ id: z.string() }), "select id from notice_batch where state = 'sending'"),
    );
    for (const batch of batches) await queueBatch(services, id, batch.id);
  }
}
