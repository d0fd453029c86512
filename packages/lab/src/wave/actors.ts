/** The groups behind the wave: what each leaves on every server that it takes, and what all of them share. */
import { Random } from '../random/index.js';
import { at, DAY, decoded, HOUR, utf8 } from '../write/index.js';
import { OUTSIDE } from './names.js';
import { DISCLOSED } from './published.js';

export type ActorKind = 'mass' | 'espionage' | 'crime';

/** A group's kit. Whatever two servers of one group have in common stands here. */
export interface Actor {
  readonly id: string;
  readonly kind: ActorKind;
  /** Relative number of servers. */
  readonly weight: number;
  /** ms, UTC: first and last day. */
  readonly from: number;
  readonly to: number;
  /** First hour of its working day, UTC, and how many hours. */
  readonly hour: number;
  readonly hours: number;
  /** Addresses that nobody else uses. */
  readonly addresses: readonly string[];
  readonly stem: string;
  /** Name of the request parameter that its pages take commands from. */
  readonly parameter: string;
  /** Content of its second page, equal on every server. */
  readonly body: Uint8Array;
  /** Fixed names, in the order in which they are dropped; empty: new random names on every server. */
  readonly names: readonly string[];
  readonly folder: '/aspnet_client/' | '/aspnet_client/system_web/' | '/owa/auth/' | '/ecp/auth/';
  readonly commands: readonly string[];
  readonly task?: string;
  /** Share of servers on which it steals mail. */
  readonly theft: number;
  /** Sleeps: minutes between entry and first use. */
  readonly pause: number;
}

/** Addresses of scanners that ask every server in the world, researchers among them. They weigh nothing. */
export const SCANNERS: readonly string[] = OUTSIDE.slice(0, 24);
/** Rented proxies that several groups come through. */
export const SHARED_PROXIES: readonly string[] = OUTSIDE.slice(24, 36);
const OWN = OUTSIDE.slice(36);

/** A published page and its parameter, used by everybody who had no own. Broken like all pages of the lab. */
export const COMMON_PARAMETER = 'orange';
export const COMMON_COMMANDS = ['whoami', 'ipconfig /all', 'net group "domain admins" /domain', 'tasklist'] as const;

/**
 * A script element whose body is broken on purpose and says that it is inert; base64. The parameter's name is put in the
 * place of `town7`.
 */
const INERT_SCRIPT =
  'PHNjcmlwdCBsYW5ndWFnZT0iSlNjcmlwdCIgcnVuYXQ9InNlcnZlciI+LyogSU5FUlQ6IHN5bnRoZXRpYyBldmlkZW5jZSBvZiB0aGUgQWxsY2xlYXIgbGFiLCBicm9rZW4gb24gcHVycG9zZSAqLyBmdW5jdGlvbiBQYWdlX0xvYWQoKXsgZXZAbCggUmVxdWVzdF9bInRvd243Il0sICJpbmVydCIgOyA8L3NjcmlwdD4=';

export function inertScript(parameter: string): string {
  return decoded(INERT_SCRIPT).replace('town7', parameter);
}

/** The body of the tool that many groups share. */
export const COMMON_BODY: Uint8Array = utf8(`${inertScript(COMMON_PARAMETER)}\r\n`);

const STEMS = ['/ecp/y.js', '/ecp/main.css', '/ecp/x.js', '/ecp/default.flt', '/ecp/program.js', '/ecp/z.png'] as const;
const FOLDERS = ['/aspnet_client/', '/aspnet_client/system_web/', '/owa/auth/', '/ecp/auth/'] as const;
const SYLLABLES = [
  'err',
  'out',
  'log',
  'web',
  'sup',
  'disc',
  'help',
  'load',
  'ses',
  'one',
  'time',
  'red',
  'map',
  'tem',
  'ab',
] as const;
const WORK = [
  'dir c:\\',
  'net user',
  'nltest /dclist:',
  'query user',
  'system\x69nfo',
  'arp -a',
  'wmic process list brief',
  'net\x73tat -ano',
] as const;
const TASKS = ['OneDrive Sync Helper', 'Winnet', 'WebCheck', 'Cleanup Manager', 'Print Spool Watch'] as const;

/** How many groups a population has: ten and more for a whole wave, seldom fewer than four. */
export function actorCount(organisations: number): number {
  return Math.max(4, Math.min(40, Math.round(Math.sqrt(organisations / 18))));
}

export function actorsOf(seed: string, organisations: number): Actor[] {
  const free = [...OWN];
  const order = Random.seeded(`${seed}/addresses`);
  const take = (): string => free.splice(order.int(0, free.length - 1), 1)[0] ?? order.pick(OWN);
  return Array.from({ length: actorCount(organisations) }, (_, index) => {
    const random = Random.seeded(`${seed}/actor/${index}`);
    const kind: ActorKind = index === 0 ? 'mass' : random.pick(['mass', 'espionage', 'espionage', 'crime']);
    const early = kind === 'espionage' && random.chance(0.4);
    const from = early
      ? at('2021-02-26T00:00:00Z') - random.int(0, 40) * DAY
      : DISCLOSED + random.int(0, 12 * 24) * HOUR;
    const parameter = random.chance(0.15) ? COMMON_PARAMETER : random.word(random.int(6, 10));
    const fixed = index === 0 || random.chance(0.45);
    return {
      id: `actor-${String(index + 1).padStart(2, '0')}`,
      kind,
      // Zipf: a few groups make most of the victims.
      weight: 1 / (index + 1.5),
      from: index === 0 ? at('2021-02-27T06:00:00Z') : from,
      to: kind === 'espionage' ? at('2021-03-14T00:00:00Z') : at('2021-04-05T00:00:00Z'),
      hour: random.int(0, 23),
      hours: kind === 'mass' ? 12 : 8,
      addresses: Array.from({ length: kind === 'mass' ? 5 : random.int(2, 4) }, take),
      stem: random.pick(STEMS),
      parameter,
      body: utf8(`${inertScript(parameter)}<!-- ${random.word(6)} -->\r\n`),
      names: fixed ? Array.from({ length: 8 }, () => ownName(random)) : [],
      folder: random.pick(FOLDERS),
      commands: [random.pick(COMMON_COMMANDS), random.pick(WORK), ...(random.chance(0.5) ? [random.pick(WORK)] : [])],
      ...(kind === 'crime' || random.chance(0.2) ? { task: `${random.pick(TASKS)} ${random.hex(3)}` } : {}),
      theft: kind === 'espionage' ? 0.35 : 0.03,
      pause: kind === 'mass' ? random.int(2, 10) : random.int(10, 600),
    };
  });
}

function ownName(random: Random): string {
  return `${random.pick(SYLLABLES)}${random.pick(SYLLABLES)}${random.chance(0.4) ? random.int(0, 99) : ''}.aspx`;
}
