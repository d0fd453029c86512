/** What a file of event records tells beside its matches; plain, clonable data that a worker sends home. */
import type { Entity, Place } from '@allclear/model';

export interface StartedProcess {
  /** `ProcessGuid` of Sysmon, else made of file and record. */
  readonly key: string;
  /** Key of what started it, where its record was seen. */
  readonly parent: string | undefined;
  readonly image: string;
  readonly commandLine: string | undefined;
  readonly user: string | undefined;
  readonly pid: number | undefined;
  readonly time: number | undefined;
  /** What the record itself says about the parent. */
  readonly parentImage: string | undefined;
  readonly parentCommandLine: string | undefined;
  readonly parentPid: number | undefined;
  readonly logonId: string | undefined;
  readonly place: Place;
  readonly matched: boolean;
}

export interface SeenLogon {
  readonly id: string;
  readonly account: string;
  readonly type: number;
  readonly client: string | undefined;
  readonly workstation: string | undefined;
  readonly from: number | undefined;
  to: number | undefined;
  privileged: boolean;
  readonly place: Place;
}

export type MarkKind = 'cleared' | 'stopped' | 'started' | 'policy' | 'clock';

/** Something happened to a log or to the clock. */
export interface LogMark {
  readonly kind: MarkKind;
  readonly time: number | undefined;
  /** The log concerned; undefined: all of them. */
  readonly channel: string | undefined;
  readonly text: string;
  /** Of clock changes: by how many milliseconds. */
  readonly shift?: number;
  readonly place: Place;
}

export interface ChannelDigest {
  readonly channel: string;
  records: number;
  first: number | undefined;
  last: number | undefined;
  /** Numbers that the records skip, with the times before and behind. */
  readonly jumps: { readonly missing: number; readonly from: number | undefined; readonly to: number | undefined }[];
  /** Jumps in all. */
  jumped: number;
}

/** An event that belongs into the course of things even where no rule says anything about it. */
export interface NotableEvent {
  readonly time: number;
  readonly text: string;
  readonly phase: 'persistence' | 'defence-evasion' | 'execution' | 'lateral-movement' | 'response';
  readonly entities: readonly Entity[];
  readonly place: Place;
}

export interface EventDigest {
  readonly channels: readonly ChannelDigest[];
  readonly processes: readonly StartedProcess[];
  readonly logons: readonly SeenLogon[];
  readonly marks: readonly LogMark[];
  readonly notable: readonly NotableEvent[];
}
