/** Who did what: findings by client address. A scanner that touches everyone is not an intruder. */
import { type ClientSummary, type Finding, instant, type Outcome } from '@allclear/model';
import type { LogStatistics } from '@allclear/parsers';
import type { Sighting } from '../scan/file-report.js';

const RANK: Readonly<Record<Outcome, number>> = {
  context: 0,
  mitigation: 0,
  exposure: 0,
  supporting: 1,
  probe: 2,
  attempt: 3,
  'success-likely': 4,
  success: 5,
};

export function outcomeRank(outcome: Outcome): number {
  return RANK[outcome];
}

const LIMIT = 200;

export function summariseClients(
  findings: readonly Finding[],
  web: LogStatistics | undefined,
  contextOf: (address: string) => readonly string[],
  sightings: readonly Sighting[],
): ClientSummary[] {
  const byAddress = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const { kind, value } of finding.entities) {
      if (kind !== 'client' || isOwnAddress(value)) continue;
      const known = byAddress.get(value);
      if (known) known.push(finding);
      else byAddress.set(value, [finding]);
    }
  }
  const requests = new Map(web?.clients.map((client) => [client.address, client.requests]) ?? []);
  const summaries = [...byAddress].map(([address, own]): ClientSummary => {
    const outcome = own.reduce<Outcome>((best, f) => (RANK[f.outcome] > RANK[best] ? f.outcome : best), 'context');
    const first = own
      .map((f) => f.first)
      .filter(defined)
      .sort()[0];
    const last = own
      .map((f) => f.last ?? f.first)
      .filter(defined)
      .sort()
      .at(-1);
    return {
      address,
      role: roleOf(own),
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
      requests: requests.get(address) ?? own.reduce((sum, f) => sum + f.count, 0),
      outcome,
      sessions: roleOf(own) === 'scanner' ? [] : sessionsOf(address, own, sightings),
      findings: own.map((f) => f.id),
      context: [...contextOf(address)],
    };
  });
  const order = { intruder: 0, attacker: 1, suspicious: 2, scanner: 3 } as const;
  return summaries
    .sort(
      (a, b) =>
        order[a.role] - order[b.role] ||
        (a.first ?? '9').localeCompare(b.first ?? '9') ||
        a.address.localeCompare(b.address),
    )
    .slice(0, LIMIT);
}

function roleOf(findings: readonly Finding[]): ClientSummary['role'] {
  const weighty = (f: Finding): boolean => f.severity === 'high' || f.severity === 'critical';
  if (findings.some((f) => RANK[f.outcome] >= RANK['success-likely'] && weighty(f))) return 'intruder';
  if (findings.some((f) => f.outcome === 'attempt' && f.severity !== 'info' && f.severity !== 'low')) return 'attacker';
  if (findings.every((f) => f.outcome === 'probe' || f.outcome === 'attempt' || f.outcome === 'context'))
    return 'scanner';
  return 'suspicious';
}

/** Silence that ends a session. */
const SESSION_PAUSE = 30 * 60_000;
const MAX_SESSIONS = 100;

function sessionsOf(
  address: string,
  own: readonly Finding[],
  sightings: readonly Sighting[],
): ClientSummary['sessions'] {
  const rules = new Set(own.map((f) => f.rule.id));
  const times = new Set<number>();
  for (const sighting of sightings) {
    if (!rules.has(sighting.ruleId) || !sighting.entities.some((e) => e.kind === 'client' && e.value === address))
      continue;
    for (const { time } of sighting.records) if (time !== undefined) times.add(time);
    if (sighting.last !== undefined) times.add(sighting.last);
  }
  const sessions: { from: number; to: number; records: number }[] = [];
  for (const time of [...times].sort((a, b) => a - b)) {
    const current = sessions.at(-1);
    if (current !== undefined && time - current.to <= SESSION_PAUSE) {
      current.to = time;
      current.records++;
    } else sessions.push({ from: time, to: time, records: 1 });
  }
  return sessions
    .slice(0, MAX_SESSIONS)
    .map(({ from, to, records }) => ({ from: instant(from), to: instant(to), records }));
}

/** Loopback and link-local addresses are the server talking to itself. */
export function isOwnAddress(address: string): boolean {
  return /^(127\.|::1$|0:0:0:0:0:0:0:1$|fe80:)/i.test(address);
}

function defined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
