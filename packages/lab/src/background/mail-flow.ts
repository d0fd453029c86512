import { fqdn, smtp } from '../server/index.js';
import type { Trace } from '../traffic/index.js';
import { DAY, iso } from '../write/time.js';
import type { Day } from './day.js';

const SUBJECTS = [
  'Building permit',
  'Minutes of the council',
  'Re: Invoice',
  'Road works on Mill Lane',
  'School bus timetable',
  'Fwd: Waste collection',
  'Library opening hours',
  'Question about property tax',
  'Festival, stalls and electricity',
];

/** Messages in and out, as message tracking sees them. */
export function* mailFlow(day: Day): Generator<Trace> {
  const { random, server } = day;
  let number = 40_000 + Math.floor(day.start / DAY) * 1000;
  for (const time of day.workTimes(90 * day.activity)) {
    const person = random.pick(server.people);
    const outside = `${random.pick(['office', 'info', 'j.doe', 'billing'])}@${random.pick(['supplier', 'county', 'neighbour', 'press'])}.example`;
    const incoming = random.chance(0.6);
    const id = day.guid();
    yield {
      kind: 'row',
      log: 'message-tracking',
      time,
      values: {
        'date-time': iso(time),
        'client-ip': incoming ? '192.0.2.25' : server.linkLocal,
        'client-hostname': incoming ? 'mx.relay.example' : fqdn(server),
        'server-ip': server.ip,
        'server-hostname': server.host.toUpperCase(),
        'source-context': `${id.slice(0, 8).toUpperCase()};${iso(time)};0`,
        'connector-id': incoming ? `${server.host.toUpperCase()}\\Default Frontend ${server.host.toUpperCase()}` : '',
        source: incoming ? 'SMTP' : 'STOREDRIVER',
        'event-id': 'RECEIVE',
        'internal-message-id': number++,
        'message-id': `<${id}@${incoming ? 'relay.example' : server.domain}>`,
        'network-message-id': id,
        'recipient-address': incoming ? smtp(server, person.alias) : outside,
        'recipient-status': 'To',
        'total-bytes': random.int(2000, 400_000),
        'recipient-count': 1,
        'message-subject': random.pick(SUBJECTS),
        'sender-address': incoming ? outside : smtp(server, person.alias),
        'return-path': incoming ? outside : smtp(server, person.alias),
        'message-info': '0cI: ',
        directionality: incoming ? 'Incoming' : 'Originating',
        'custom-data': 'S:DeliveryPriority=Normal',
        'transport-traffic-type': 'Email',
        'log-id': day.guid(),
        'schema-version': '15.01.2176.000',
      },
    };
  }
  const generated = day.start + 4 * 3_600_000 + random.int(0, 60_000);
  for (const text of [
    "OAB 'Default Offline Address Book' generation started",
    "OAB 'Default Offline Address Book' generation finished, 21 objects",
  ]) {
    yield { kind: 'row', log: 'oab-generator', time: generated, values: { line: text } };
  }
}
