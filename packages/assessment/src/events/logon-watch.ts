/**
 * Sign-ins out of the security log. Mail servers see thousands an hour over the network; kept are those of people at a
 * screen or by remote desktop, and those whose logon id a matching record names.
 */
import type { EvidenceEvent } from '@allclear/model';
import type { SeenLogon } from './digest.js';
import { EVENT_LIMITS } from './limits.js';

/** Interactive, unlock, with other credentials, remote desktop, cached. */
const OF_PEOPLE: ReadonlySet<number> = new Set([2, 7, 9, 10, 11]);
/** Accounts that Windows signs in for itself. */
const OF_WINDOWS =
  /^(?:NT AUTHORITY|NT-AUTORITÄT|Window Manager|Font Driver Host|IIS APPPOOL)\\|\\(?:DWM-\d+|UMFD-\d+)$/i;
/** The system, local and network service: always there. */
const CONSTANT: ReadonlySet<string> = new Set(['0x3e7', '0x3e4', '0x3e5', '0x0']);

export class LogonWatch {
  readonly #live = new Map<string, SeenLogon>();
  readonly #kept = new Set<SeenLogon>();

  constructor(private readonly file: string) {}

  add(event: EvidenceEvent, eventId: string): void {
    const id = logonId(event.get(eventId === '4672' ? 'SubjectLogonId' : 'TargetLogonId'));
    if (id === undefined) return;
    if (eventId === '4672') {
      const session = this.#live.get(id);
      if (session !== undefined) session.privileged = true;
    } else if (eventId === '4624') this.#begin(event, id);
    else {
      const session = this.#live.get(id);
      if (session !== undefined) session.to = event.time;
      this.#live.delete(id);
    }
  }

  /** A matching record: the sessions that it names are worth keeping. */
  matched(event: EvidenceEvent): void {
    for (const field of ['SubjectLogonId', 'LogonId', 'TargetLogonId']) {
      const session = this.#live.get(logonId(event.get(field)) ?? '');
      if (session !== undefined) this.#keep(session);
    }
  }

  finish(): SeenLogon[] {
    return [...this.#kept];
  }

  #begin(event: EvidenceEvent, id: string): void {
    const domain = event.get('TargetDomainName');
    const name = event.get('TargetUserName') ?? '';
    const address = event.get('IpAddress');
    const session: SeenLogon = {
      id,
      account: (domain === undefined ? name : `${domain}\\${name}`).slice(0, 300),
      type: Number(event.get('LogonType') ?? 0) || 0,
      client:
        address === undefined || /^(?:-|::1|127\..*)$/.test(address)
          ? undefined
          : address.replace(/^::ffff:/i, '').slice(0, 100),
      workstation: event.get('WorkstationName')?.replace(/^-$/, '').slice(0, 100) || undefined,
      from: event.time,
      to: undefined,
      privileged: false,
      place: { file: this.file, ...event.place },
    };
    this.#live.delete(id);
    this.#live.set(id, session);
    if (OF_PEOPLE.has(session.type) && !OF_WINDOWS.test(session.account)) this.#keep(session);
    if (this.#live.size > EVENT_LIMITS.liveLogons) {
      const [oldest] = this.#live.keys();
      if (oldest !== undefined) this.#live.delete(oldest);
    }
  }

  #keep(session: SeenLogon): void {
    if (this.#kept.size < EVENT_LIMITS.keptLogons) this.#kept.add(session);
  }
}

/** In one spelling; undefined for the sessions that are always there. */
export function logonId(text: string | undefined): string | undefined {
  const id = text?.toLowerCase().replace(/^0x0*(?=[0-9a-f])/, '0x');
  return id === undefined || !/^0x[0-9a-f]{1,16}$/.test(id) || CONSTANT.has(id) ? undefined : id;
}
