/** A run of organisations, with all that is written about them: the unit of work of a wave. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Knowledge } from '@allclear/assessment';
import { iso } from '../write/index.js';
import { type Actor, actorsOf } from './actors.js';
import { WaveAssessor } from './evidence.js';
import { type Incident, type ServerHistory, type Shell, serverHistory } from './history.js';
import {
  EXCHANGE_HEADER,
  exchangeRow,
  finds,
  isOpen,
  REPORT_DAYS,
  SCAN_HEADER,
  SCANS,
  type Scan,
  scanRow,
  visibleShells,
  WEBSITE_HEADER,
  websiteRow,
} from './observations.js';
import { parameterOf } from './play.js';
import { type Organisation, organisation, type WaveOptions } from './population.js';

export interface WavePlan extends WaveOptions {
  readonly format: 'jsonl' | 'folder';
  /** False: everything but the assessments. */
  readonly assessments: boolean;
}

/** Organisations in one part. */
export const PART = 40;

export function partCount(plan: WavePlan): number {
  return Math.ceil(plan.organisations / PART);
}

/** Pieces of files, by path; pieces of one path are put one after the other in the order of parts. */
export interface PartResult {
  readonly pieces: readonly (readonly [path: string, piece: Uint8Array])[];
  readonly totals: Totals;
}

/** Sums over the population; the sums of parts add up. */
export type Totals = Readonly<Record<string, number>>;

export const scanFile = ({ day, source }: Scan): string => `observations/scans/${day}-${source}.csv`;
export const websiteFile = (day: string): string =>
  `observations/shadowserver/${day}-compromised_website-synthetic.csv`;
export const exchangeFile = (day: string): string => `observations/shadowserver/${day}-scan_exchange-synthetic.csv`;

/** First lines of CSV files, by path. */
export const HEADERS: readonly (readonly [string, string])[] = [
  ...SCANS.map((one) => [scanFile(one), SCAN_HEADER] as const),
  ...REPORT_DAYS.flatMap((day) => [
    [websiteFile(day), WEBSITE_HEADER] as const,
    [exchangeFile(day), EXCHANGE_HEADER] as const,
  ]),
];

export class PartMaker {
  readonly #actors: readonly Actor[];
  readonly #assessor: WaveAssessor | undefined;

  constructor(
    private readonly plan: WavePlan,
    knowledge: Knowledge | undefined,
  ) {
    this.#actors = actorsOf(plan.seed, plan.organisations);
    this.#assessor = knowledge && plan.assessments ? new WaveAssessor(plan.seed, knowledge, this.#actors) : undefined;
  }

  async make(part: number): Promise<PartResult> {
    const texts = new Map<string, string[]>();
    const pieces: [string, Uint8Array][] = [];
    const totals: Record<string, number> = {};
    const count = (name: string, by = 1): void => {
      totals[name] = (totals[name] ?? 0) + by;
    };
    const add = (path: string, line: string): void => {
      const known = texts.get(path);
      if (known) known.push(line);
      else texts.set(path, [line]);
    };
    const last = Math.min((part + 1) * PART, this.plan.organisations);
    const assessments: string[] = [];
    for (let number = part * PART; number < last; number++) {
      const owner = organisation(this.plan, number);
      count('organisations');
      add('organisations.jsonl', jsonLine(described(owner)));
      for (let index = 0; index < owner.servers; index++) {
        const server = serverHistory(this.plan.seed, owner, index, this.#actors);
        add('servers.jsonl', jsonLine(this.#known(server)));
        add('truth.jsonl', jsonLine(truthOf(server, owner, this.#actors)));
        countServer(server, count);
        observe(server, owner, add, count);
        for (const [round, collected] of server.collected.entries()) {
          if (this.#assessor === undefined) continue;
          const text = JSON.stringify(await this.#assessor.assess(server, collected));
          count('assessments');
          if (this.plan.format === 'jsonl') assessments.push(`${text}\n`);
          else pieces.push([bundlePath(server, round), Buffer.from(`${text}\n`)]);
        }
      }
    }
    for (const [path, lines] of texts) pieces.push([path, Buffer.from(lines.join(''))]);
    // Members of a gzip file one after the other are one gzip file (RFC 1952, 2.2).
    if (assessments.length > 0) pieces.push(['assessments.jsonl.gz', gzipSync(assessments.join(''), { level: 3 })]);
    return { pieces, totals };
  }

  /** What an authority knows about a server before it sees any evidence, and where its assessments are. */
  #known(server: ServerHistory): object {
    const { organisation: owner, host, address, country } = server;
    const collected = server.collected.map(iso);
    return this.plan.format === 'folder' && this.plan.assessments
      ? {
          organisation: owner,
          host,
          address,
          country,
          collected,
          assessments: server.collected.map((_, n) => bundlePath(server, n)),
        }
      : { organisation: owner, host, address, country, collected };
  }
}

function bundlePath(server: ServerHistory, round: number): string {
  return `bundles/${server.organisation}/${server.host}/assessment${round === 0 ? '' : `-${round + 1}`}.json`;
}

function described({
  id,
  name,
  sector,
  size,
  country,
  provider,
  hosted,
  domains,
  netblocks,
  contacts,
}: Organisation): object {
  return {
    id,
    name,
    sector,
    size,
    country: country.code,
    ...(provider === undefined ? {} : { provider }),
    hosted,
    domains,
    netblocks,
    contacts: contacts.map(({ delivers, ...contact }) => contact),
  };
}

function truthOf(server: ServerHistory, owner: Organisation, actors: readonly Actor[]): object {
  const byId = new Map(actors.map((actor) => [actor.id, actor]));
  const time = (value: number | undefined): string | null => (value === undefined ? null : iso(value));
  return {
    organisation: owner.id,
    host: server.host,
    address: server.address,
    country: server.country,
    sector: owner.sector,
    size: owner.size,
    version: server.version,
    updated: time(server.updated),
    mitigated: time(server.mitigated),
    compromised: server.incidents.length > 0,
    evidence: server.kept,
    incidents: server.incidents.map((incident) => ({
      actors: incident.actors,
      repeat: incident.repeat,
      entered: iso(incident.entered),
      addresses: incident.addresses,
      shells: incident.shells.map((shell) => shellTruth(shell, byId.get(shell.actor))),
      mailStolen: incident.robbed && !incident.repeat,
      cleaned: time(incident.cleaned),
      verified: time(incident.verified),
    })),
    // Whom contacts reach is a part of the truth too.
    undeliverable: owner.contacts.filter(({ delivers }) => !delivers).map(({ email }) => email),
    collected: server.collected.map(iso),
  };
}

function shellTruth(shell: Shell, actor: Actor | undefined): object {
  return {
    page: shell.page,
    actor: shell.actor,
    written: iso(shell.written),
    form: shell.form,
    ...(actor === undefined ? {} : { parameter: parameterOf(shell, actor) }),
    ...(actor === undefined || shell.form !== 'own' ? {} : { sha256: sha256(actor.body) }),
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function countServer(server: ServerHistory, count: (name: string, by?: number) => void): void {
  count('servers');
  const { incidents } = server;
  if (incidents.length === 0) return;
  count('compromised');
  count('incidents', incidents.length);
  count('repeats', incidents.filter((incident: Incident) => incident.repeat).length);
  count('shells', incidents[0]?.shells.length ?? 0);
  if (incidents.some(({ actors }) => actors.length > 1)) count('severalActors');
}

function observe(
  server: ServerHistory,
  owner: Organisation,
  add: (path: string, line: string) => void,
  count: (name: string, by?: number) => void,
): void {
  for (const one of SCANS) {
    if (!finds(one, server)) continue;
    add(scanFile(one), scanRow(one, server));
    count(`scan ${one.day} ${one.source}`);
  }
  for (const day of REPORT_DAYS) {
    const noon = Date.parse(`${day}T12:00:00Z`);
    const shells = visibleShells(server, noon);
    if (isOpen(server, noon) || shells.length > 0) add(exchangeFile(day), exchangeRow(day, server, owner, shells[0]));
    for (const page of shells) add(websiteFile(day), websiteRow(day, server, owner, page));
  }
  for (const day of ['2021-03-29', '2021-04-10']) {
    const noon = Date.parse(`${day}T12:00:00Z`);
    const name = `${server.country} ${day}`;
    count(`${name} servers`);
    if (isOpen(server, noon)) count(`${name} vulnerable`);
    if (visibleShells(server, noon).length > 0) count(`${name} compromised`);
  }
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
