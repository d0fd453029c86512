import { type Day, ewsRow } from '../background/index.js';
import { machineAccount, smtp } from '../server/index.js';
import { at, iso } from '../write/index.js';
import { forgedRequest } from './ssrf.js';
import type { IntrusionStep } from './step.js';
import type { World } from './world.js';

/** Reads mailboxes through the SSRF as the server itself: rows in HttpProxy, the back end and the EWS log. */
export function mailTheft(day: Day, step: Extract<IntrusionStep, { kind: 'ssrf-mail-theft' }>, world: World): void {
  const { server } = day;
  for (const read of step.reads) {
    const time = at(step.at) + read.after;
    const request = forgedRequest(day, {
      time,
      duration: read.duration,
      from: step.from,
      stem: step.stem,
      userAgent: step.userAgent,
      target: '/ews/exchange.asmx',
      status: 200,
      requestBytes: 1480,
      responseBytes: read.bytes,
    });
    const mailbox = smtp(server, read.mailbox);
    world.traces.push(
      request,
      ewsRow(day, time + read.duration - 4, {
        request: request.id,
        user: machineAccount(server),
        authentication: 'Negotiate',
        userAgent: step.userAgent,
        clientIp: step.from,
        action: read.action,
        requestBytes: 1480,
        responseBytes: read.bytes,
        duration: read.duration - 6,
        impersonated: mailbox,
      }),
    );
    world.truth.intruderRequests.push(request.id);
    world.truth.exploitRequests[step.from] = (world.truth.exploitRequests[step.from] ?? 0) + 1;
    const end = iso(time + read.duration);
    const known = world.truth.mailboxes.find((entry) => entry.mailbox === mailbox);
    if (known) {
      known.last = end;
      known.bytes += read.bytes;
    } else {
      world.truth.mailboxes.push({ mailbox, client: step.from, first: end, last: end, bytes: read.bytes });
      world.truth.events.push({
        time: end,
        phase: 'mail-theft',
        what: `mailbox ${mailbox} read through CVE-2021-26855`,
        client: step.from,
      });
    }
  }
}
