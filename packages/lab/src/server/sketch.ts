import { Random } from '../random/index.js';
import { at, MINUTE } from '../write/time.js';
import { parseBuild } from './build.js';
import type { Language } from './language.js';
import type { ClientKind, Person, ServerProfile } from './profile.js';

/** A server in a few words; `serverFrom` fills in the rest by seed. */
export interface ServerSketch {
  readonly version: '2013' | '2016' | '2019' | 'SE';
  /** Builds in order of installation: ISO time (UTC) and build. Each after the first costs an outage before it. */
  readonly builds: readonly (readonly [from: string, build: string, update?: string])[];
  /** Whether the last build is closed to the flaws of March 2021: part of the truth, stated and not computed. */
  readonly closedToMarch2021: boolean;
  /** Drive that Exchange is installed on; default C. Windows and IIS stay on C. */
  readonly drive?: 'C' | 'D' | 'E';
  /** Default 1. */
  readonly utcOffsetHours?: number;
  /** Requests of people on a working day; default 220. */
  readonly requestsPerWorkday?: number;
  /** Minutes between rounds of health probes; default 60. */
  readonly probeMinutes?: number;
  readonly people?: number;
  /** Whether started programs are recorded (event 4688 with command line); default true, unlike on most real servers. */
  readonly processAudit?: boolean;
  /** Language of Windows; default English. */
  readonly language?: Language;
  /** Folder of Exchange below its drive; default `Program Files\Microsoft\Exchange Server\V15`. */
  readonly folder?: string;
  /** A proxy in front: IIS sees its address only, or the client's address in a column X-Forwarded-For. */
  readonly reverseProxy?: 'same-address' | 'forwarded-for';
}

const NAMES = [
  ['a.berg', 'Anton Berg'],
  ['b.costa', 'Beatriz Costa'],
  ['c.dahl', 'Clara Dahl'],
  ['d.ekman', 'Dario Ekman'],
  ['e.faber', 'Elsa Faber'],
  ['f.gruber', 'Felix Gruber'],
  ['g.hansen', 'Greta Hansen'],
  ['h.ivanov', 'Henrik Ivanov'],
  ['sales', 'Sales'],
  ['accounts', 'Accounts'],
  ['i.jansen', 'Iris Jansen'],
  ['k.lund', 'Karl Lund'],
] as const;

const CLIENTS: readonly (readonly ClientKind[])[] = [
  ['outlook-mapi', 'owa'],
  ['outlook-mapi', 'activesync'],
  ['owa', 'activesync'],
  ['outlook-rpc'],
  ['mac-ews'],
];

const OUTAGE_MINUTES = 35;

export function serverFrom(sketch: ServerSketch, seed: string): ServerProfile {
  const random = Random.seeded(`${seed}/server`);
  const company = `org${random.int(100, 999)}`;
  const builds = sketch.builds.map(([from, build, update]) => ({
    from: at(from),
    build: parseBuild(build),
    ...(update === undefined ? {} : { update }),
  }));
  const host = `ex${random.int(1, 9)}`;
  return {
    host,
    domain: `${company}.example`,
    netbios: company.toUpperCase(),
    organization: 'First Organization',
    publicHost: `mail.${company}.example`,
    ip: '10.30.0.10',
    linkLocal: `fe80::${random.hex(4)}:${random.hex(4)}:4a0e:91f3%5`,
    domainController: `dc1.${company}.example`,
    loadBalancerIp: '10.30.0.5',
    monitoringIp: '10.30.0.9',
    backupIp: '10.30.0.12',
    installPath: `${sketch.drive ?? 'C'}:\\${sketch.folder ?? 'Program Files\\Microsoft\\Exchange Server\\V15'}\\`,
    domainSid: `S-1-5-21-${random.int(1e8, 9e8)}-${random.int(1e8, 9e8)}-${random.int(1e8, 9e8)}`,
    databaseGuid: random.guid(),
    oabGuid: random.guid(),
    oabVirtualDirectoryGuid: random.guid(),
    healthMailbox: `HealthMailbox${random.hex(7)}`,
    healthMailboxGuid: random.guid(),
    people: NAMES.slice(0, sketch.people ?? 8).map(([alias, name], index) => person(random, alias, name, index)),
    administrators: [
      { account: 'adm-one', rid: 1151, ip: '10.30.1.31' },
      { account: 'adm-two', rid: 1152, ip: '10.30.1.32' },
    ],
    builds,
    outages: builds.slice(1).map(({ from }) => ({ from: from - OUTAGE_MINUTES * MINUTE, to: from })),
    requestsPerWorkday: sketch.requestsPerWorkday ?? 220,
    probeMinutes: sketch.probeMinutes ?? 60,
    rollHours: 24,
    utcOffsetHours: sketch.utcOffsetHours ?? 1,
    ...(sketch.processAudit === undefined ? {} : { processAudit: sketch.processAudit }),
    ...(sketch.language === undefined ? {} : { language: sketch.language }),
    ...(sketch.reverseProxy === undefined ? {} : { reverseProxy: sketch.reverseProxy }),
  };
}

function person(random: Random, alias: string, name: string, index: number): Person {
  return {
    alias,
    name,
    clients: CLIENTS[index % CLIENTS.length] ?? ['outlook-mapi'],
    rid: 1110 + index,
    mailboxGuid: random.guid(),
    officeIp: `10.30.1.${10 + index}`,
    outsideIp: `100.64.${index}.${random.int(2, 250)}`,
    deviceId: `APPL${random.word(8, 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789')}`,
  };
}
