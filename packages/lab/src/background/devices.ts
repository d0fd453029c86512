import { type Person, smtp } from '../server/index.js';
import type { Trace } from '../traffic/index.js';
import type { Day } from './day.js';
import { ewsRow } from './ews-row.js';
import { personal } from './routing.js';

const IPHONE = 'Apple-iPhone12C1/1804.21';
const MAC = 'MacOutlook/16.46.21021202 (Intelx64 Mac OS X Version 10.15.7 (Build 19H524))';

/** A phone: long pings day and night, a sync after each new message, and days without any. */
export function* activesync(day: Day, person: Person, count: number): Generator<Trace> {
  const { server, random } = day;
  const base = `User=${server.netbios}%5C${person.alias}&DeviceId=${person.deviceId}&DeviceType=iPhone`;
  const times = [...day.workTimes(count * 0.7), ...day.anyTimes(Math.max(5, count * 0.3))].sort((a, b) => a - b);
  for (const time of times) {
    const command = random.pick(['Ping', 'Ping', 'Ping', 'Sync', 'Sync', 'FolderSync', 'ItemOperations', 'SmartReply']);
    const query = `${base}&Cmd=${command}`;
    const stem = '/Microsoft-Server-ActiveSync/default.eas';
    yield day.request({
      time,
      method: 'POST',
      stem,
      query,
      clientIp: person.outsideIp,
      userAgent: IPHONE,
      user: `${server.netbios}\\${person.alias}`,
      duration: random.latency(command === 'Ping' ? 9000 : 60),
      requestBytes: random.int(40, 500),
      responseBytes: random.int(60, 12_000),
      proxy: personal(
        server,
        person,
        'Eas',
        'Basic',
        { stem: '/Microsoft-Server-ActiveSync/Proxy/default.eas', query },
        { protocolAction: command },
      ),
    });
  }
}

/** Outlook for Mac: EWS, with the back end's own log line. */
export function* macEws(day: Day, person: Person, count: number): Generator<Trace> {
  const { server, random } = day;
  for (const time of day.workTimes(count)) {
    const action = random.pick([
      'SyncFolderItems',
      'GetItem',
      'FindItem',
      'GetStreamingEvents',
      'SyncFolderHierarchy',
      'UpdateItem',
    ]);
    const duration = random.latency(50);
    const responseBytes = random.int(700, 30_000);
    const request = day.request({
      time,
      method: 'POST',
      stem: '/EWS/Exchange.asmx',
      clientIp: person.officeIp,
      userAgent: MAC,
      user: `${server.netbios}\\${person.alias}`,
      duration,
      requestBytes: random.int(500, 2000),
      responseBytes,
      proxy: personal(
        server,
        person,
        'Ews',
        'NTLM',
        { stem: '/EWS/Exchange.asmx' },
        { anchorMailbox: smtp(server, person.alias), protocolAction: action },
      ),
    });
    yield request;
    yield ewsRow(day, time + duration - 1, {
      request: request.id,
      user: smtp(server, person.alias),
      authentication: 'NTLM',
      userAgent: MAC,
      clientIp: person.officeIp,
      action,
      requestBytes: request.requestBytes,
      responseBytes,
      duration,
    });
  }
}
