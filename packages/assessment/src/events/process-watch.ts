/**
 * Started programs (Sysmon 1, Security 4688), as they stream by: keeps those of matches, what started them and what they
 * started, and everything below the processes through which an intruder of a mail server acts.
 */
import type { EvidenceEvent, Place } from '@allclear/model';
import type { StartedProcess } from './digest.js';
import { EVENT_LIMITS } from './limits.js';

interface Live extends Omit<StartedProcess, 'matched'> {
  matched: boolean;
  kept: boolean;
}

/** Worker processes of IIS, Unified Messaging, transport: their children are few on an ordinary server. */
const WATCHED = /\\(?:w3wp|umworkerprocess|umservice|edgetransport|msexchange[^\\]*)\.exe$/i;

export class ProcessWatch {
  /** By key, oldest first. */
  readonly #live = new Map<string, Live>();
  /** The newest program of each process number. */
  readonly #byPid = new Map<number, Live>();
  readonly #kept: Live[] = [];
  #last: Live | undefined;

  constructor(private readonly file: string) {}

  add(event: EvidenceEvent, sysmon: boolean): void {
    this.#last = undefined;
    const image = event.get(sysmon ? 'Image' : 'NewProcessName');
    if (image === undefined) return;
    const place: Place = { file: this.file, ...event.place };
    const parentPid = processNumber(event.get(sysmon ? 'ParentProcessId' : 'ProcessId'));
    const parentGuid = sysmon ? event.get('ParentProcessGuid') : undefined;
    const parentImage = event.get(sysmon ? 'ParentImage' : 'ParentProcessName');
    const parent = this.#parent(parentGuid, parentPid, parentImage);
    const pid = processNumber(event.get(sysmon ? 'ProcessId' : 'NewProcessId'));
    const process: Live = {
      key:
        (sysmon ? event.get('ProcessGuid') : undefined) ??
        `${this.file}#${place.record ?? place.line ?? place.offset ?? 0}`,
      parent: parent?.key,
      image: cut(image) ?? image,
      commandLine: cut(event.get('CommandLine')),
      user: cut(event.get('User')),
      pid,
      time: event.time,
      parentImage: cut(parentImage),
      parentCommandLine: cut(event.get('ParentCommandLine')),
      parentPid,
      logonId: (event.get(sysmon ? 'LogonId' : 'SubjectLogonId') ?? undefined)?.toLowerCase(),
      place,
      matched: false,
      kept: false,
    };
    this.#remember(process);
    const watched = parent?.kept === true || WATCHED.test(parentImage ?? '');
    if (watched && this.#kept.length < EVENT_LIMITS.watchedProcesses) this.#keep(process);
  }

  /** The record last added matched a rule. */
  matched(): void {
    const last = this.#last;
    if (last === undefined) return;
    last.matched = true;
    this.#keep(last);
  }

  finish(): StartedProcess[] {
    return this.#kept.map(({ kept: _, ...process }) => process);
  }

  #parent(guid: string | undefined, pid: number | undefined, image: string | undefined): Live | undefined {
    if (guid !== undefined) return this.#live.get(guid);
    const found = pid === undefined ? undefined : this.#byPid.get(pid);
    // Numbers are used again: what is told about the parent must fit.
    return found !== undefined && (image === undefined || image.toLowerCase() === found.image.toLowerCase())
      ? found
      : undefined;
  }

  #remember(process: Live): void {
    this.#last = process;
    this.#live.set(process.key, process);
    if (process.pid !== undefined) this.#byPid.set(process.pid, process);
    if (this.#live.size <= EVENT_LIMITS.liveProcesses) return;
    const [oldest] = this.#live.keys();
    const gone = oldest === undefined ? undefined : this.#live.get(oldest);
    if (oldest === undefined || gone === undefined) return;
    this.#live.delete(oldest);
    if (gone.pid !== undefined && this.#byPid.get(gone.pid) === gone) this.#byPid.delete(gone.pid);
  }

  /** With all that led to it, so that the tree has its roots. */
  #keep(process: Live): void {
    let next: Live | undefined = process;
    for (let i = 0; i < EVENT_LIMITS.ancestors && next !== undefined && !next.kept; i++) {
      if (this.#kept.length >= EVENT_LIMITS.keptProcesses) return;
      next.kept = true;
      this.#kept.push(next);
      next = next.parent === undefined ? undefined : this.#live.get(next.parent);
    }
  }
}

/** Sysmon writes decimal numbers, the security log hexadecimal ones. */
export function processNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text)) return undefined;
  return Number(text);
}

function cut(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text.slice(0, EVENT_LIMITS.text);
}
