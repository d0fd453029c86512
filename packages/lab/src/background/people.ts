import type { Trace } from '../traffic/index.js';
import type { Day } from './day.js';
import { activesync, macEws } from './devices.js';
import { outlookMapi, outlookRpc, outlookStart } from './outlook.js';
import { owa } from './owa.js';

const CLIENTS = { owa, 'outlook-mapi': outlookMapi, 'outlook-rpc': outlookRpc, activesync, 'mac-ews': macEws };

/** Everything that people's own clients ask for on a day. */
export function* people(day: Day): Generator<Trace> {
  const clients = day.server.people.reduce((sum, person) => sum + person.clients.length, 0);
  const perClient = (day.server.requestsPerWorkday / clients) * day.activity;
  for (const person of day.server.people) {
    for (const client of person.clients) {
      const count = day.count(perClient * (0.5 + day.random.float()));
      yield* CLIENTS[client](day, person, count);
    }
    if (person.clients.some((client) => client.startsWith('outlook')) && !day.weekend) yield* outlookStart(day, person);
  }
}
