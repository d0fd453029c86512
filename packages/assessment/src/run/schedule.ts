/** Who does what next: files in their order, big event logs in stretches that any thread may look at first. */
import { type EvidenceUnit, hasStretches } from '@allclear/evidence';
import { type Stretch, type StretchNotes, stretchesOf } from '../scan/look-ahead.js';

/** Reads a unit from its beginning to its end. */
export interface ScanJob {
  readonly kind: 'scan';
  readonly index: number;
  readonly unit: EvidenceUnit;
  /** Transaction logs of the unit, where it may be a registry hive. */
  readonly logs: readonly EvidenceUnit[];
  /** Of the stretches that were looked at before. */
  readonly notes: readonly StretchNotes[];
}

/** Looks at a stretch of an event log before the whole of it is read. */
export interface LookJob {
  readonly kind: 'look';
  readonly index: number;
  readonly unit: EvidenceUnit;
  readonly stretch: Stretch;
}

export type Job = ScanJob | LookJob;

/** A smaller event log is one thread's. */
const SPLIT_BYTES = 8 << 20;
/** One thread more than the others has at most such a part of the work to do at the end. */
const PARTS_A_WORKER = 8;

/** Event logs take several times as long as lines of text do. */
const EVENT_LOG_WEIGHT = 8;
/** Weighed bytes that are done sooner than another thread has loaded the program and compiled the rules. */
const SMALL = 512 << 20;

interface Split {
  readonly scan: ScanJob;
  readonly looks: LookJob[];
  readonly notes: StretchNotes[];
  /** Offsets of the stretches that are not done. */
  readonly pending: Set<number>;
}

export class Schedule {
  readonly #queue: (ScanJob | Split)[];
  readonly #running = new Map<number, Split>();
  readonly #ready: ScanJob[] = [];
  #next = 0;

  /** @param largestFirst else in the order of the units, so that what is found need not be held back for long. */
  constructor(
    units: readonly EvidenceUnit[],
    logs: ReadonlyMap<number, readonly EvidenceUnit[]>,
    workers: number,
    largestFirst: boolean,
  ) {
    const total = units.reduce((sum, { bytes }) => sum + bytes, 0);
    const whole = Math.max(SPLIT_BYTES, total / (workers * PARTS_A_WORKER));
    this.#queue = units.map((unit, index) => {
      const scan: ScanJob = { kind: 'scan', index, unit, logs: logs.get(index) ?? [], notes: [] };
      return workers > 1 && unit.bytes > whole && isEventLog(unit) && hasStretches(unit.locator) ? split(scan) : scan;
    });
    if (largestFirst) this.#queue.sort((a, b) => bytesOf(b) - bytesOf(a) || indexOf(a) - indexOf(b));
  }

  /** Whether a thread alone is done as soon as several. */
  get isSmall(): boolean {
    const weight = this.#queue.reduce((sum, entry) => {
      const { unit } = scanOf(entry);
      return sum + unit.bytes * (isEventLog(unit) ? EVENT_LOG_WEIGHT : 1);
    }, 0);
    return weight <= SMALL;
  }

  /** How many threads could have something to do. */
  get width(): number {
    return this.#queue.reduce((sum, entry) => sum + ('scan' in entry ? entry.looks.length : 1), 0);
  }

  /** `wait`: there will be more once others are done; undefined: there will not. */
  next(): Job | 'wait' | undefined {
    const ready = this.#ready.shift();
    if (ready !== undefined) return ready;
    const entry = this.#queue[this.#next];
    if (entry === undefined) return this.#running.size > 0 ? 'wait' : undefined;
    if (!('scan' in entry)) {
      this.#next++;
      return entry;
    }
    this.#running.set(entry.scan.index, entry);
    const look = entry.looks.shift();
    if (entry.looks.length === 0) this.#next++;
    return look ?? entry.scan;
  }

  /** A look came to its end; without notes where it failed, which costs time, nothing else. */
  looked(job: LookJob, notes?: StretchNotes): void {
    const log = this.#running.get(job.index);
    if (log?.pending.delete(job.stretch.from) !== true) return;
    if (notes !== undefined) log.notes.push(notes);
    if (log.pending.size > 0) return;
    this.#running.delete(job.index);
    this.#ready.push({ ...log.scan, notes: log.notes });
  }
}

const isEventLog = ({ path }: EvidenceUnit): boolean => /\.evtx$/i.test(path);

function split(scan: ScanJob): Split {
  const { unit, index } = scan;
  const looks = stretchesOf(unit.bytes).map((stretch): LookJob => ({ kind: 'look', index, unit, stretch }));
  return { scan, looks, notes: [], pending: new Set(looks.map(({ stretch }) => stretch.from)) };
}

const scanOf = (entry: ScanJob | Split): ScanJob => ('scan' in entry ? entry.scan : entry);
const bytesOf = (entry: ScanJob | Split): number => scanOf(entry).unit.bytes;
const indexOf = (entry: ScanJob | Split): number => scanOf(entry).index;
