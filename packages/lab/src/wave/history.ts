/** What happened to one server in the wave: the truth that its evidence shows in part. */
import { Random } from '../random/index.js';
import { at, DAY, HOUR, MINUTE } from '../write/index.js';
import { type Actor, SCANNERS, SHARED_PROXIES } from './actors.js';
import { network } from './names.js';
import { type Organisation, weighted } from './population.js';
import {
  CLEANING_TIME,
  COUNTRIES,
  countryShare,
  DEFAULT_ORGANISATIONS,
  DISCLOSED,
  MITIGATED,
  REPEATED_INCIDENTS,
  SERVERS_PER_ORGANISATION,
  SHELL_ADDRESSES,
  STRONG_MITIGATION,
  shellCount,
  updatedAt,
} from './published.js';

export type Version = '2013' | '2016' | '2019';

/** How much of the evidence is left. `full`: from before the wave; `month`, `week`: so much before the collection. */
export type EvidenceKept = 'full' | 'month' | 'week' | 'files-only' | 'logs-deleted';

export interface Shell {
  readonly actor: string;
  readonly page: string;
  readonly written: number;
  /** `oab`: dropped by the exploit, content of its own on every server; `own`, `common`: the group's, everybody's page. */
  readonly form: 'oab' | 'own' | 'common';
}

export interface Incident {
  readonly actors: readonly string[];
  readonly entered: number;
  readonly addresses: readonly string[];
  readonly shells: readonly Shell[];
  readonly robbed: boolean;
  readonly task: boolean;
  /** Taken off the server; absent: still there in the middle of May. */
  readonly cleaned?: number;
  readonly verified?: number;
  /** The same or another group came back after the server had been verified clean. */
  readonly repeat: boolean;
}

export interface Touch {
  readonly kind: 'probe' | 'sweep' | 'recon' | 'refused';
  readonly time: number;
  readonly from: string;
}

export interface ServerHistory {
  readonly organisation: string;
  readonly host: string;
  readonly address: string;
  readonly version: Version;
  /** Country, for shares. */
  readonly country: string;
  readonly updated?: number;
  readonly mitigated?: number;
  /** The rules stop even attempts that go other ways. */
  readonly strongMitigation: boolean;
  readonly kept: EvidenceKept;
  readonly incidents: readonly Incident[];
  readonly touches: readonly Touch[];
  /** When evidence was collected: once, and for repeats again after cleaning and after the return. */
  readonly collected: readonly number[];
}

/** Share of all servers that were entered: as many as Shadowserver counted, of the whole wave. */
export const ENTERED = SHELL_ADDRESSES / (DEFAULT_ORGANISATIONS * SERVERS_PER_ORGANISATION);
/** Incidents that are repeats are so many for each server that was entered. */
const REPEATS = REPEATED_INCIDENTS / (1 - REPEATED_INCIDENTS);
/** Of servers with more than one shell: those where another group came by as well. */
const LATER_ACTOR = 0.6;
const LATEST = at('2021-05-14T00:00:00Z');
const VERSIONS: readonly (readonly [Version, number])[] = [
  ['2013', 0.28],
  ['2016', 0.47],
  ['2019', 0.25],
];
const KEPT: readonly (readonly [EvidenceKept, number])[] = [
  ['full', 0.3],
  ['month', 0.45],
  ['week', 0.1],
  ['files-only', 0.1],
  ['logs-deleted', 0.05],
];

export function serverHistory(
  seed: string,
  owner: Organisation,
  index: number,
  actors: readonly Actor[],
): ServerHistory {
  const random = Random.seeded(`${seed}/server/${owner.number}/${index}`);
  const { country } = owner;
  const updated = updatedAt(country, random.float());
  const late = updated === undefined || updated > at('2021-03-09T12:00:00Z');
  const mitigated = late && random.chance(MITIGATED) ? DISCLOSED + random.int(12 * 60, 158 * 60) * MINUTE : undefined;
  const closed = Math.min(updated ?? LATEST, LATEST);
  const incident = enters(random, closed, country.entered ?? 1, actors);
  const incidents = incident === undefined ? [] : [incident];
  const again = incident && random.chance(REPEATS) ? repeatOf(random.fork('repeat'), incident, actors) : undefined;
  if (incident !== undefined && again !== undefined) incidents.splice(0, 1, again.first, again.second);
  const version = weighted(random, VERSIONS, ([, share]) => share)[0];
  const kept = weighted(random, KEPT, ([kind, share]) =>
    incident === undefined && kind === 'logs-deleted' ? 0 : share,
  )[0];
  return {
    organisation: owner.id,
    host: `${random.pick(['mail', 'ex', 'exch', 'srv-ex', 'mx'])}${index + 1}.${owner.domains[0] ?? 'unknown.example'}`,
    address: network(owner.number).address(index),
    version,
    country: country.code,
    ...(updated === undefined ? {} : { updated }),
    ...(mitigated === undefined ? {} : { mitigated }),
    strongMitigation: random.chance(STRONG_MITIGATION),
    kept,
    incidents,
    touches: touches(random.fork('touches'), closed, mitigated, actors),
    collected: collections(random.fork('collection'), incidents),
  };
}

const MEAN_FACTOR = COUNTRIES.reduce((sum, country) => sum + countryShare(country) * (country.entered ?? 1), 0);
const FIRST_ENTRY = at('2021-02-27T06:00:00Z');

/** Whether and when: before the update, while the group is active, in its hours. */
function enters(random: Random, closed: number, factor: number, actors: readonly Actor[]): Incident | undefined {
  if (!random.chance((ENTERED * factor) / MEAN_FACTOR)) return undefined;
  for (let attempt = 0; attempt < 60; attempt++) {
    const actor = weighted(random, actors, ({ weight }) => weight);
    // A third in the first five days of a group's work, then fewer each day.
    const days = random.chance(0.35) ? random.float() * 5 : 5 - Math.log(1 - random.float() * 0.999) * 6;
    const entered = inHours(random, actor.from + days * DAY, actor);
    if (entered < closed - HOUR && entered <= actor.to)
      return incidentOf(random, actor, entered, closed, actors, false);
  }
  // Updated within hours: it was entered before the publication, by those who swept the whole world.
  const [first] = actors;
  if (first === undefined) return undefined;
  const entered = FIRST_ENTRY + random.float() * (closed - HOUR - FIRST_ENTRY);
  return incidentOf(random, first, Math.round(entered / MINUTE) * MINUTE, closed, actors, false);
}

/** The same day, at a time in the group's working hours; now and then somebody works late. */
function inHours(random: Random, time: number, actor: Actor): number {
  const start = Math.floor(time / DAY) * DAY;
  const hour = actor.hour + (random.chance(0.95) ? random.float() * actor.hours : random.float() * 24);
  return Math.round((start + (hour % 24) * HOUR) / MINUTE) * MINUTE;
}

function incidentOf(
  random: Random,
  actor: Actor,
  entered: number,
  closed: number,
  actors: readonly Actor[],
  repeat: boolean,
): Incident {
  const count = shellCount(random.float());
  const others: Actor[] = [];
  const shells: Shell[] = [];
  for (let number = 0; number < count; number++) {
    const time = entered + (number === 0 ? 30_000 : number * random.int(3, 40) * MINUTE);
    shells.push(shellOf(random, actor, time, number, shells));
  }
  // Others come by while the hole is open, and drop pages of their own in place of one of the first group's.
  if (count > 1 && random.chance(LATER_ACTOR)) {
    const other = weighted(random, actors, ({ weight }) => weight);
    const time = inHours(random, entered + random.int(1, 6) * DAY, other);
    if (other !== actor && time > entered + HOUR && time < closed - HOUR) {
      shells.pop();
      shells.push(shellOf(random, other, time + 30_000, 0, shells));
      others.push(other);
    }
  }
  const last = Math.max(...shells.map(({ written }) => written));
  const stay = DAY - Math.log(1 - random.float() * 0.9999) * CLEANING_TIME;
  const cleaned = last + stay;
  return {
    actors: [actor.id, ...others.map(({ id }) => id)],
    entered,
    addresses: [actor, ...others].map((one) =>
      random.chance(0.12) ? random.pick(SHARED_PROXIES) : random.pick(one.addresses),
    ),
    shells,
    robbed: random.chance(actor.theft),
    task: actor.task !== undefined && random.chance(0.6),
    ...(cleaned < LATEST ? { cleaned, verified: cleaned + random.int(2, 10) * DAY } : {}),
    repeat,
  };
}

const RANDOM_NAMES = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function shellOf(random: Random, actor: Actor, written: number, number: number, before: readonly Shell[]): Shell {
  const name = actor.names[number % actor.names.length] ?? `${random.word(8, RANDOM_NAMES)}.aspx`;
  const taken = before.some(({ page }) => page === actor.folder + name);
  return {
    actor: actor.id,
    page: actor.folder + (taken ? `${random.word(8, RANDOM_NAMES)}.aspx` : name),
    written,
    form: number === 0 ? (random.chance(0.85) ? 'oab' : 'own') : random.chance(0.1) ? 'common' : 'own',
  };
}

/** Cleaned and verified quickly, then entered again: through a page that was missed, mostly by the same group. */
function repeatOf(
  random: Random,
  incident: Incident,
  actors: readonly Actor[],
): { first: Incident; second: Incident } | undefined {
  const last = Math.max(...incident.shells.map(({ written }) => written));
  const cleaned = last + random.int(12, 7 * 24) * HOUR;
  const verified = cleaned + random.int(12, 4 * 24) * HOUR;
  const same = actors.find(({ id }) => id === incident.actors[0]);
  const other = weighted(random, actors, ({ weight }) => weight);
  const actor = random.chance(0.7) ? same : other;
  if (actor === undefined) return undefined;
  const entered = inHours(random, verified + random.int(2, 14) * DAY, actor);
  const second = incidentOf(random, actor, entered, entered, actors, true);
  return {
    first: { ...incident, cleaned, verified },
    second: {
      ...second,
      shells: second.shells.map((shell) => ({ ...shell, form: shell.form === 'oab' ? 'own' : shell.form })),
    },
  };
}

/** What everybody on the internet gets: scanners, and groups that tried and failed. */
function touches(random: Random, closed: number, mitigated: number | undefined, actors: readonly Actor[]): Touch[] {
  const found: Touch[] = [];
  const moment = (from: string, to: string): number => Math.round(at(from) + random.float() * (at(to) - at(from)));
  if (random.chance(0.6))
    found.push({
      kind: 'probe',
      time: moment('2021-03-03T12:00:00Z', '2021-03-20T00:00:00Z'),
      from: random.pick(SCANNERS),
    });
  if (random.chance(0.45))
    found.push({
      kind: 'sweep',
      time: moment('2021-03-06T00:00:00Z', '2021-03-28T00:00:00Z'),
      from: random.pick(SCANNERS),
    });
  if (random.chance(0.15))
    found.push({
      kind: 'recon',
      time: moment('2021-02-27T00:00:00Z', '2021-03-06T00:00:00Z'),
      from: random.pick(SCANNERS),
    });
  if (random.chance(0.12)) {
    const actor = weighted(random, actors, ({ weight }) => weight);
    const since = Math.min(mitigated ?? closed, closed);
    const time = inHours(random, Math.max(since, actor.from) + random.int(1, 9) * DAY, actor);
    if (time < at('2021-04-10T00:00:00Z')) found.push({ kind: 'refused', time, from: random.pick(actor.addresses) });
  }
  return found.sort((a, b) => a.time - b.time);
}

/** Untouched servers are looked at somewhen in the wave; entered ones before they are cleaned, mostly after a notice. */
function collections(random: Random, incidents: readonly Incident[]): number[] {
  const [first, second] = incidents;
  if (first === undefined) return [at('2021-03-05T00:00:00Z') + random.int(0, 45 * 24) * HOUR];
  const last = (incident: Incident): number => Math.max(...incident.shells.map(({ written }) => written)) + 3 * HOUR;
  const during = (incident: Incident): number => {
    const from = last(incident);
    const to = Math.max(from + HOUR, Math.min(incident.cleaned ?? from + 20 * DAY, from + 20 * DAY));
    return Math.round((from + (0.3 + 0.7 * random.float()) * (to - from)) / MINUTE) * MINUTE;
  };
  if (second === undefined) return [during(first)];
  return [during(first), Math.round((first.verified ?? first.entered) / MINUTE) * MINUTE, during(second)];
}
