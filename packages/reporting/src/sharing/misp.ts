/** A MISP event (core format 2.4): what others can search for. Distribution: the own organisation only, until a person decides. */
import type { Assessment } from '@allclear/model';
import { dateOf, type Sighted, sightedIn } from './sightings.js';
import { techniquesIn } from './stix.js';
import { OWN_NAMESPACE, uuid5 } from './uuid.js';

const THREAT = { compromised: '1', attacked: '2', suspicious: '3', 'nothing-found': '4', 'cannot-tell': '4' } as const;

/** The event as JSON text. Holds no name of a person, a mailbox or the server. */
export function renderMisp(assessment: Assessment): string {
  const at = dateOf(assessment);
  const seconds = String(Math.floor(Date.parse(at) / 1000));
  const event = {
    uuid: uuid5(OWN_NAMESPACE, `misp ${assessment.host.name} ${at}`),
    info: `Compromise assessment of an Exchange server: ${assessment.verdict.statement}`,
    date: at.slice(0, 10),
    threat_level_id: THREAT[assessment.verdict.level],
    analysis: '2',
    distribution: '0',
    published: false,
    timestamp: seconds,
    Tag: [
      { name: 'tlp:amber' },
      ...techniquesIn(assessment).map((t) => ({ name: `misp-galaxy:mitre-attack-pattern="${t.name} - ${t.id}"` })),
    ],
    Attribute: sightedIn(assessment).map((one) => attribute(one, seconds)),
  };
  return `${JSON.stringify({ Event: event }, undefined, 1)}\n`;
}

function attribute(one: Sighted, timestamp: string): Record<string, unknown> {
  const [type, category] =
    one.kind === 'address'
      ? ['ip-src', 'Network activity']
      : one.kind === 'file-hash'
        ? one.name === undefined
          ? ['sha256', 'Payload installation']
          : ['filename|sha256', 'Payload installation']
        : one.kind === 'page'
          ? ['uri', 'Network activity']
          : ['filename', 'Payload installation'];
  const value = type === 'filename|sha256' ? `${one.name}|${one.value}` : one.value;
  return {
    uuid: uuid5(OWN_NAMESPACE, `misp ${type} ${value}`),
    type,
    category,
    value,
    // An address of a proxy or a common page name alone is no reason to alarm.
    to_ids: one.kind === 'file-hash' || one.kind === 'address',
    distribution: '5',
    comment: `${one.what}${one.first === undefined ? '' : `; ${one.first} to ${one.last ?? one.first}`}; ${one.count} times`,
    timestamp,
  };
}
