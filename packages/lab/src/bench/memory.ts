/** Peak memory of one log that no disk could hold: generated as it is read. Prints one line of JSON. */
import { loadKnowledge, scanStream } from '@allclear/assessment';
import { httpProxyLog, iisLog } from '../stream/index.js';

const [kind = 'iis', gigabytes = '20'] = process.argv.slice(2);
const bytes = Number(gigabytes) * 1e9;
const knowledge = await loadKnowledge();
const started = performance.now();
const source = kind === 'iis' ? iisLog('memory', bytes) : httpProxyLog('memory', bytes);
const path = kind === 'iis' ? 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210301.log' : 'HttpProxy_2021030100-1.LOG';
const report = await scanStream(path, source, knowledge);
console.log(
  JSON.stringify({
    kind,
    bytes: report.bytes,
    records: report.statistics?.records,
    seconds: (performance.now() - started) / 1000,
    peakMemory: process.resourceUsage().maxRSS * 1024,
  }),
);
