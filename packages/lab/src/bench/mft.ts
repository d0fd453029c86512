/**
 * A file table that no disk could hold, made as it is read, through the whole way that `assess` goes: records, hashes,
 * rules, paths. Prints one line of JSON. `node mft.js [gigabytes]`.
 */
import { loadKnowledge, streamScanner } from '@allclear/assessment';
import { longTable } from '../write/index.js';

export interface MftBench {
  readonly bytes: number;
  readonly records: number;
  /** Processor time without the making of the data. */
  readonly cpuSeconds: number;
  /** Processor time with it. */
  readonly allCpuSeconds: number;
  readonly seconds: number;
  /** Bytes, of the whole process. */
  readonly peakMemory: number;
  readonly problems: readonly string[];
}

const RECORD = 1024;
const MICROSECONDS = 1e6;

async function measure(gigabytes: number): Promise<MftBench> {
  const scan = streamScanner(await loadKnowledge());
  let making = 0;
  function* timed(): Generator<Uint8Array> {
    const table = longTable(Math.ceil((gigabytes * 1e9) / RECORD))[Symbol.iterator]();
    for (;;) {
      const before = process.cpuUsage();
      const next = table.next();
      const used = process.cpuUsage(before);
      making += used.user + used.system;
      if (next.done) return;
      yield next.value;
    }
  }
  const started = performance.now();
  const before = process.cpuUsage();
  const report = await scan('C/$MFT', timed());
  const used = process.cpuUsage(before);
  const all = used.user + used.system;
  return {
    bytes: report.bytes,
    records: report.statistics?.records ?? 0,
    cpuSeconds: (all - making) / MICROSECONDS,
    allCpuSeconds: all / MICROSECONDS,
    seconds: (performance.now() - started) / 1000,
    peakMemory: process.resourceUsage().maxRSS * 1024,
    problems: report.problems.map(({ code }) => code),
  };
}

console.log(JSON.stringify(await measure(Number(process.argv[2] ?? 4.3))));
