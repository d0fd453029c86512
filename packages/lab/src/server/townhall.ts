import { Random } from '../random/index.js';
import { at } from '../write/time.js';
import { parseBuild } from './build.js';
import type { ClientKind, Person, ServerProfile } from './profile.js';

/** What differs between the two town halls. */
export interface TownhallOptions {
  readonly seed: string;
  /** When the security update of March 2021 was installed (ISO, UTC), and how many minutes the server was away for it. */
  readonly patchedAt: string;
  readonly outageMinutes: number;
  readonly requestsPerWorkday: number;
  readonly probeMinutes: number;
  readonly rollHours: number;
}

const STAFF = [
  ['mayor', 'Astrid Holm'],
  ['clerk', 'Benedikt Reiter'],
  ['treasurer', 'Carla Winkler'],
  ['registry', 'Registry Office'],
  ['buildings', 'Dorothea Lang'],
  ['schools', 'Emil Sander'],
  ['planning', 'Franziska Noll'],
  ['roads', 'Georg Maier'],
  ['parks', 'Hanna Vogt'],
  ['library', 'Ida Kessler'],
  ['fire.service', 'Jakob Stern'],
  ['waste', 'Kaspar Thiel'],
  ['hr', 'Lena Brandt'],
  ['press', 'Mats Ekholm'],
  ['tax', 'Nora Fink'],
  ['legal', 'Oskar Pohl'],
  ['it', 'Paula Renner'],
  ['reception', 'Reception'],
] as const;

const CLIENTS: readonly (readonly ClientKind[])[] = [
  ['outlook-mapi', 'activesync', 'owa'],
  ['outlook-mapi', 'owa'],
  ['outlook-mapi', 'activesync'],
  ['outlook-rpc'],
  ['outlook-mapi', 'owa'],
  ['mac-ews', 'activesync'],
];

/** A small town's only mail server: Exchange 2016 CU19 on one machine. */
export function townhall(options: TownhallOptions): ServerProfile {
  const random = Random.seeded(`${options.seed}/server`);
  const patchedAt = at(options.patchedAt);
  return {
    host: 'mail01',
    domain: 'townhall.example',
    netbios: 'TOWNHALL',
    organization: 'First Organization',
    publicHost: 'mail.townhall.example',
    ip: '10.20.0.10',
    linkLocal: 'fe80::8d1c:57b2:4a0e:91f3%3',
    domainController: 'dc01.townhall.example',
    loadBalancerIp: '10.20.0.5',
    monitoringIp: '10.20.0.9',
    backupIp: '10.20.0.12',
    installPath: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\',
    domainSid: `S-1-5-21-${random.int(1e8, 9e8)}-${random.int(1e8, 9e8)}-${random.int(1e8, 9e8)}`,
    databaseGuid: random.guid(),
    oabGuid: random.guid(),
    oabVirtualDirectoryGuid: random.guid(),
    healthMailbox: `HealthMailbox${random.hex(7)}`,
    healthMailboxGuid: random.guid(),
    people: STAFF.map(([alias, name], index) => person(random, alias, name, index)),
    administrators: [
      { account: 'adm-renner', rid: 1151, ip: '10.20.1.31' },
      { account: 'adm-service', rid: 1152, ip: '10.20.1.32' },
    ],
    builds: [
      { from: at('2020-12-19T19:00:00Z'), build: parseBuild('15.1.2176.2') },
      { from: patchedAt, build: parseBuild('15.1.2176.9') },
    ],
    outages: [{ from: patchedAt - options.outageMinutes * 60_000, to: patchedAt }],
    requestsPerWorkday: options.requestsPerWorkday,
    probeMinutes: options.probeMinutes,
    rollHours: options.rollHours,
    utcOffsetHours: 1,
  };
}

function person(random: Random, alias: string, name: string, index: number): Person {
  return {
    alias,
    name,
    clients: CLIENTS[index % CLIENTS.length] ?? ['outlook-mapi'],
    rid: 1110 + index,
    mailboxGuid: random.guid(),
    officeIp: `10.20.1.${10 + index}`,
    outsideIp: index % 3 === 0 ? `192.0.2.${20 + index}` : `100.64.${index}.${random.int(2, 250)}`,
    deviceId: `APPL${random.word(8, 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789')}`,
  };
}
