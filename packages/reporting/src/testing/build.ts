/** Short ways to write an Assessment by hand, for tests and for pictures of the report. */
import type { Assessment, Finding, Quote, SourceCoverage, TimelineEntry } from '@allclear/model';

/** `03 06:49:42` or `02-27 06:49:42` (March unless said otherwise) of 2021 as an Instant. */
export function at(text: string): string {
  const [date = '01', time = '00:00:00'] = text.split(' ');
  const day = date.includes('-') ? date : `03-${date}`;
  return `2021-${day}T${time.length === 5 ? `${time}:00` : time}.000Z`;
}

/** A valid finding id out of a small number. */
export function findingId(n: number): string {
  return `F-${n.toString(16).padStart(12, '0')}`;
}

type Given<T, K extends keyof T> = Partial<T> & Pick<T, K>;

export function finding(
  given: Given<Finding, 'id' | 'severity' | 'outcome' | 'phase' | 'what'> & { title: string },
): Finding {
  const { title, ...rest } = given;
  return {
    rule: {
      id: `5d2c9c1e-0000-4000-8000-${given.id.slice(2)}`,
      title,
      author: 'allclear',
      references: [],
      checks: [],
    },
    confidence: 'high',
    techniques: [],
    vulnerabilities: [],
    count: 1,
    entities: [],
    quotes: [],
    present: false,
    why: 'This is a step of the attacks of March 2021.',
    next: 'Keep the evidence and treat the server as taken over.',
    falsePositives: [],
    ...rest,
  };
}

export function quote(file: string, line: number, time: string | undefined, fields: Record<string, string>): Quote {
  return { place: { file, line, offset: line * 311 }, ...(time === undefined ? {} : { time }), fields };
}

export function source(
  given: Given<SourceCoverage, 'artifact' | 'title' | 'status'> & { from?: string; to?: string },
): SourceCoverage {
  const { from, to, ...rest } = given;
  return {
    files: 0,
    bytes: 0,
    records: 0,
    unreadable: 0,
    gaps: [],
    notes: [],
    ...(from !== undefined && to !== undefined ? { period: { from, to } } : {}),
    ...rest,
  };
}

export function entry(given: Given<TimelineEntry, 'time' | 'phase' | 'outcome' | 'severity' | 'text'>): TimelineEntry {
  return { entities: [], count: 1, ...given };
}

/** Everything that an Assessment must have, with nothing in it. */
export function emptyAssessment(): Assessment {
  return {
    schemaVersion: '1.0',
    tool: { name: 'allclear', version: '0.1.0', content: '2021.03', attack: '17.1' },
    host: {
      name: 'mail01.townhall.example',
      nameSource: 'HttpProxy column ServerHostName',
      product: 'Exchange 2016 CU19 (15.1.2176.2)',
      root: '',
      layout: 'kape',
      exchangeInstallPath: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15',
      isExchange: 'yes',
    },
    verdict: { level: 'cannot-tell', exitCode: 12, statement: 'The evidence cannot carry an answer.', findings: [] },
    axes: { patched: 'unknown', compromised: 'unknown', cleaned: 'unknown' },
    answers: [],
    incident: {},
    patch: {
      history: [],
      march2021: { status: 'unknown', note: 'No build was seen in the evidence.' },
      vulnerabilities: [],
      notes: [],
    },
    phases: [],
    webShells: [],
    mailboxes: [],
    clients: [],
    actors: [],
    actions: [],
    findings: [],
    timeline: [],
    checks: [],
    coverage: { sources: [], notExamined: [], problems: [], files: [] },
  };
}
