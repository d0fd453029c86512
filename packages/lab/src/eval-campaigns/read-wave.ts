/** A wave's assessments, reduced to what clustering asks for, with the truth beside it. */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { type Activity, type AddressUse, activitiesOf, type HostActivity, traitsOf } from '@allclear/fleet/campaigns';
import { Assessment } from '@allclear/model';
import { z } from 'zod';

const Truth = z.object({
  organisation: z.string(),
  host: z.string(),
  compromised: z.boolean(),
  evidence: z.string(),
  collected: z.array(z.string()),
  incidents: z.array(z.object({ actors: z.array(z.string()) })),
});

export interface WaveTraits {
  readonly hosts: number;
  readonly activities: readonly HostActivity[];
  readonly addresses: readonly AddressUse[];
  /** Groups by host, of hosts that were entered. */
  readonly truth: ReadonlyMap<string, ReadonlySet<string>>;
  /** Kind of evidence left, by host. */
  readonly evidence: ReadonlyMap<string, string>;
}

/** Reads a folder that `allclear lab wave` wrote (format jsonl). Throws where it is not one. */
export async function readWave(folder: string): Promise<WaveTraits> {
  const truths = readFileSync(join(folder, 'truth.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Truth.parse(JSON.parse(line)));
  const truth = new Map<string, Set<string>>();
  const evidence = new Map<string, string>();
  // Assessments stand in the order of servers and collections.
  const owners = truths.flatMap((one) => {
    const host = `${one.organisation}/${one.host}`;
    evidence.set(host, one.evidence);
    if (one.compromised) truth.set(host, new Set(one.incidents.flatMap(({ actors }) => actors)));
    return one.collected.map(() => host);
  });
  const activities = new Map<string, HostActivity>();
  const seen = new Map<string, { entered: Set<string>; seen: Set<string> }>();
  const lines = createInterface({
    input: createReadStream(join(folder, 'assessments.jsonl.gz')).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let number = 0;
  for await (const line of lines) {
    const host = owners[number++] ?? '';
    const assessment = Assessment.parse(JSON.parse(line));
    if (!host.endsWith(assessment.host.name))
      throw new Error(`assessment ${number} is of ${assessment.host.name}, not ${host}`);
    for (const { kind, value } of traitsOf(assessment)) {
      if (kind !== 'client' && kind !== 'visitor') continue;
      const use = seen.get(value) ?? { entered: new Set(), seen: new Set() };
      seen.set(value, use);
      use.seen.add(host);
      if (kind === 'client') use.entered.add(host);
    }
    for (const activity of activitiesOf(assessment)) activities.set(`${host} ${idOf(activity)}`, { host, activity });
  }
  return {
    hosts: truths.length,
    activities: [...activities.values()],
    addresses: [...seen].map(([address, use]) => ({ address, entered: use.entered.size, seen: use.seen.size })),
    truth,
    evidence,
  };
}

/** The same page, or the same address without a page, in a later assessment of the same host is the same activity. */
function idOf({ page, clients }: Activity): string {
  return page ?? clients.join(' ');
}
