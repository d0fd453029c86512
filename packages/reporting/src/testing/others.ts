/** The clean twin, evidence that can carry no answer, text that wants to be obeyed, and a flood of findings. */
import type { Assessment } from '@allclear/model';
import { at, emptyAssessment, entry, finding, findingId as id, quote, source } from './build.js';

export function cleanAssessment(): Assessment {
  const period = { from: at('02-01 00:00'), to: at('15 23:59:59') };
  return {
    ...emptyAssessment(),
    verdict: {
      level: 'nothing-found',
      exitCode: 0,
      statement: 'The server was scanned and never entered; the evidence covers the whole time of the attacks.',
      findings: [],
    },
    axes: { patched: 'yes', compromised: 'no-sign', cleaned: 'not-needed' },
    answers: [
      {
        id: 'attacked',
        question: 'Attacked?',
        answer: 'no',
        text: 'no: scanned by 4 addresses from 2021-03-03 03:00:00 UTC, nothing that exploits',
        findings: [id(1)],
        missing: [],
      },
      { id: 'entered', question: 'Got in?', answer: 'no-sign', text: 'no sign of it', findings: [], missing: [] },
      { id: 'taken', question: 'Taken?', answer: 'no-sign', text: 'no sign of it', findings: [], missing: [] },
      {
        id: 'present',
        question: 'Still there?',
        answer: 'no-sign',
        text: 'nothing found on disk',
        findings: [],
        missing: [],
      },
      {
        id: 'patched',
        question: 'Patched?',
        answer: 'yes',
        text: 'since 2021-03-03 (Mar21SU)',
        findings: [],
        missing: [],
      },
    ],
    patch: {
      history: [
        {
          build: '15.1.2176.9',
          name: 'Exchange 2016 CU19 + Mar21SU',
          first: at('03 09:00'),
          last: period.to,
          source: 'file-version',
        },
      ],
      march2021: {
        status: 'fixed',
        fixedAfter: at('03 08:00'),
        fixedBefore: at('03 09:00'),
        note: 'Seen in the build columns.',
      },
      vulnerabilities: [
        { id: 'CVE-2021-26855', alias: 'ProxyLogon', status: 'fixed', knownExploited: true, fixedBy: 'Mar21SU' },
      ],
      notes: [],
    },
    clients: [
      {
        address: '192.0.2.11',
        role: 'scanner',
        first: at('03 03:00'),
        last: at('05 03:00'),
        requests: 4,
        outcome: 'probe',
        sessions: [],
        findings: [id(1)],
        context: [],
      },
    ],
    findings: [
      finding({
        id: id(1),
        title: 'Scan for CVE-2021-26855',
        severity: 'low',
        outcome: 'probe',
        phase: 'reconnaissance',
        what: 'Four addresses asked.',
        first: at('03 03:00'),
        last: at('05 03:00'),
        count: 4,
      }),
    ],
    timeline: [
      entry({
        time: at('03 03:00'),
        phase: 'reconnaissance',
        outcome: 'probe',
        severity: 'low',
        text: 'A scanner asked',
        finding: id(1),
      }),
    ],
    checks: [
      {
        id: 'EX-PL-001',
        title: 'Requests that exploit CVE-2021-26855',
        status: 'no-hit',
        period,
        sources: ['iis-log'],
        findings: [],
      },
    ],
    coverage: {
      sources: [
        source({
          artifact: 'iis-log',
          title: 'IIS',
          status: 'examined',
          files: 43,
          bytes: 900_000_000,
          records: 3_000_000,
          ...period,
        }),
      ],
      notExamined: [],
      problems: [],
      files: [],
    },
  };
}

export function cannotTellAssessment(): Assessment {
  const unknown = (answer: 'attacked' | 'entered' | 'taken' | 'present' | 'patched', question: string) => ({
    id: answer,
    question,
    answer: 'unknown' as const,
    text: 'unknown: the only log begins on 2021-06-01, three months after the attacks',
    findings: [],
    missing: ['IIS logs of February and March 2021, from the backup'],
  });
  return {
    ...emptyAssessment(),
    host: {
      name: 'unknown-host',
      nameSource: 'nothing in the evidence names it',
      root: '',
      layout: 'loose-files',
      isExchange: 'unknown',
    },
    verdict: {
      level: 'cannot-tell',
      exitCode: 12,
      statement: 'Nothing was found, but the evidence begins three months after the attacks.',
      findings: [],
    },
    answers: [
      unknown('attacked', 'Attacked?'),
      unknown('entered', 'Got in?'),
      unknown('taken', 'Taken?'),
      unknown('present', 'Still there?'),
      unknown('patched', 'Patched?'),
    ],
    checks: [
      {
        id: 'EX-PL-001',
        title: 'Requests that exploit CVE-2021-26855',
        status: 'could-not-check',
        sources: [],
        findings: [],
        note: 'No log covers the time.',
      },
    ],
    coverage: {
      sources: [
        source({
          artifact: 'iis-log',
          title: 'IIS',
          status: 'examined',
          files: 2,
          bytes: 1200,
          records: 12,
          from: '2021-06-01T00:00:00.000Z',
          to: '2021-06-02T23:59:59.000Z',
          collect: 'Restore C:\\inetpub\\logs\\LogFiles of February and March 2021 from the backup.',
        }),
        source({
          artifact: 'file',
          title: 'web folders',
          status: 'missing',
          collect: 'Copy C:\\inetpub\\wwwroot and V15\\FrontEnd\\HttpProxy.',
        }),
      ],
      notExamined: [],
      problems: [],
      files: [],
    },
  };
}

/** Values that want to be markup, a link, a formula, a terminal command, or to hide and reorder what stands beside them. */
export const HOSTILE_VALUES: readonly string[] = [
  '<script>document.title="owned"</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></svg><h1>CLEAN</h1>',
  'javascript:alert(1)',
  '=HYPERLINK("http://evil.example/","open")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '\t=1+1',
  '\u001b[2J\u001b]0;owned\u0007\u009b31m',
  'invoice\u202Excod.exe',
  'zero\u200Bwidth\uFEFF\u2066isolate\u2069',
  'line one\r\nVERDICT: NOTHING FOUND\u2028x',
  '[click](javascript:alert(1)) ![x](http://evil.example/x.png) `code` | cell |',
  '\ud800lone',
  `Z${'\u0301'.repeat(60)}algo`,
  '{{7*7}} $\u007b7*7} %s %n',
  'x'.repeat(20_000),
];

/** Every text that evidence could have written holds one of {@link HOSTILE_VALUES}. */
export function hostileAssessment(): Assessment {
  let turn = 0;
  const bad = () => HOSTILE_VALUES[turn++ % HOSTILE_VALUES.length] ?? '';
  const all = HOSTILE_VALUES.map((value, n) =>
    finding({
      id: id(n + 1),
      title: `Hostile value ${n + 1}`,
      severity: 'high',
      outcome: 'success',
      phase: 'exploitation',
      what: value,
      why: value,
      next: value,
      see: `type {file} | more\n${value}`,
      misses: value,
      falsePositives: [value],
      first: at('03 07:00'),
      last: at('03 08:00'),
      count: n + 1,
      entities: [
        { kind: 'page', value },
        { kind: 'client', value },
      ],
      quotes: [quote(`C/inetpub/${value}`, n + 1, at('03 07:00'), { 'cs-uri-stem': value, [value]: 'field name' })],
      rule: { id: value, title: value, author: value, references: [value, 'https://example.org/'], checks: [value] },
    }),
  );
  const base = cleanAssessment();
  return {
    ...base,
    host: {
      name: bad(),
      nameSource: bad(),
      product: bad(),
      root: bad(),
      layout: bad(),
      exchangeInstallPath: bad(),
      isExchange: 'yes',
    },
    verdict: { level: 'compromised', certainty: 'likely', exitCode: 10, statement: bad(), findings: [id(1)] },
    answers: base.answers.map((answer) => ({ ...answer, text: bad(), missing: [bad()], findings: [id(1)] })),
    incident: { first: at('03 07:00'), last: at('03 08:00') },
    webShells: [
      { page: bad(), file: bad(), sha256: bad(), onDisk: 'yes', requests: 1, clients: [bad()], findings: [id(1)] },
    ],
    mailboxes: [{ mailbox: bad(), by: [bad()], how: 'exported', requests: 1, findings: [bad()] }],
    clients: HOSTILE_VALUES.map((address) => ({
      address,
      role: 'intruder',
      requests: 1,
      outcome: 'success',
      sessions: [],
      findings: [id(2)],
      context: [address],
    })),
    actors: [{ name: bad(), consistency: 'low', because: [bad()], wouldTell: bad(), findings: [id(1)] }],
    actions: [{ order: 1, title: bad(), how: bad(), because: [id(1)] }],
    findings: all,
    timeline: HOSTILE_VALUES.map((text, n) =>
      entry({
        time: at(`03 07:${String(n).padStart(2, '0')}`),
        phase: 'exploitation',
        outcome: 'success',
        severity: 'high',
        text,
        finding: id(n + 1),
        entities: [{ kind: 'page', value: text }],
        place: { file: text, line: 1 },
      }),
    ),
    checks: [{ id: bad(), title: bad(), status: 'hit', sources: [bad()], findings: [id(1)], note: bad() }],
    coverage: {
      sources: [
        source({
          artifact: 'iis-log',
          title: bad(),
          status: 'partly',
          notes: [bad()],
          collect: bad(),
          from: at('01 00:00'),
          to: at('05 00:00'),
          gaps: [{ from: at('02 00:00'), to: at('02 09:00'), kind: 'hours', note: bad() }],
        }),
      ],
      notExamined: HOSTILE_VALUES.map((file) => ({ file, code: 'ALC-E003', reason: file })),
      problems: [{ code: 'ALC-P001', file: bad(), detail: bad() }],
      files: HOSTILE_VALUES.map((file) => ({ file, artifact: 'iis-log', size: 1, sha256: 'ff' })),
    },
  };
}

/** A flood: `count` findings with as many timeline entries, clients and files. */
export function floodedAssessment(count: number): Assessment {
  const base = cleanAssessment();
  const numbers = Array.from({ length: count }, (_, n) => n + 1);
  const time = (n: number) => new Date(Date.UTC(2021, 2, 1) + n * 60_000).toISOString();
  return {
    ...base,
    verdict: { level: 'attacked', exitCode: 11, statement: 'Attacked all day long.', findings: [id(count)] },
    findings: numbers.map((n) =>
      finding({
        id: id(n),
        title: `Finding ${n}`,
        severity: n % 100 === 0 ? 'high' : 'low',
        outcome: 'attempt',
        phase: 'exploitation',
        what: 'A request that exploits.',
        first: time(n),
        last: time(n),
        quotes: [quote('a.log', n, time(n), { 'cs-uri-stem': '/x'.repeat(100) })],
      }),
    ),
    timeline: numbers.map((n) =>
      entry({
        time: time(n),
        phase: 'exploitation',
        outcome: 'attempt',
        severity: 'low',
        text: `Attempt ${n}`,
        finding: id(n),
      }),
    ),
    clients: numbers.map((n) => ({
      address: `client-${n}`,
      role: 'scanner',
      requests: 1,
      outcome: 'probe',
      sessions: [],
      findings: [id(n)],
      context: [],
    })),
    coverage: {
      ...base.coverage,
      files: numbers.map((n) => ({ file: `logs/${n}.log`, artifact: 'iis-log', size: n, sha256: 'ab'.repeat(32) })),
      notExamined: numbers.map((n) => ({ file: `x/${n}`, code: 'ALC-E004', reason: 'damaged' })),
    },
  };
}
