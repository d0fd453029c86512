/** Answers for trying the console without a server; every one is typed by the published shapes, and checked by them. */
import type {
  AssessmentAnswer,
  AssessmentPage,
  AuditPage,
  Board,
  Campaign,
  CampaignPage,
  CaseTimeline,
  ContactPage,
  EvidencePage,
  Host,
  HostPage,
  Me,
  NoticeBatch,
  NoticePage,
  NoticePreview,
  NoticeTemplates,
  Organisation,
  OrganisationRow,
  SetupInfo,
  TaskPage,
  Trend,
  UploadInfo,
} from '@allclear/fleet/api';
import type { Output } from '../api/client.js';

/** A made-up id: version 4 by its looks. */
export const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const host = { id: id(2), name: 'mail01.hospital.example' };
const organisation = { id: id(1), name: 'St Example Hospital' };
/** What an intruder may name things, to be shown and never to be obeyed. */
export const HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>\u202e{{7*7}}';

export const me: Output<typeof Me> = {
  account: id(90),
  authority: { id: id(99), name: 'National CERT (example)' },
  email: 'ada@cert.example',
  name: 'Ada Example',
  role: 'analyst',
  administrator: true,
  csrf: 'csrf-token',
};

const reached = (scale: number) => ({
  exposed: Math.round(4210 * scale),
  notified: Math.round(3980 * scale),
  answered: Math.round(1760 * scale),
  evidence: Math.round(1320 * scale),
  compromised: Math.round(412 * scale),
  cleaned: Math.round(233 * scale),
  verified: Math.round(171 * scale),
});
const SECTORS = [
  'health',
  'municipality',
  'manufacturing',
  'legal',
  'education',
  'finance',
  'energy',
  'retail',
  'media',
];
export const board: Output<typeof Board> = {
  at: '2021-03-12T08:00:00.000Z',
  organisations: 30_000,
  hosts: 45_112,
  funnel: [
    { stage: 'exposed', organisations: 29_412, hosts: 44_020 },
    { stage: 'notified', organisations: 27_830, hosts: 41_900 },
    { stage: 'answered', organisations: 12_308, hosts: 18_440 },
    { stage: 'evidence', organisations: 9_240, hosts: 13_871 },
    { stage: 'compromised', organisations: 2_884, hosts: 3_610 },
    { stage: 'cleaned', organisations: 1_631, hosts: 2_005 },
    { stage: 'verified', organisations: 1_197, hosts: 1_440 },
  ],
  bySector: SECTORS.map((sector, index) => ({ sector, reached: reached(1 / (index + 1)) })),
  byCountry: ['NL', 'DE', 'AT'].map((country, index) => ({ country, reached: reached(5 / (index * 4 + 1)) })),
  byProvider: ['Example Managed IT', 'Sample Hosting'].map((name, index) => ({
    provider: { id: id(50 + index), name },
    reached: reached(0.2 / (index + 1)),
  })),
  silence: [
    { from: 0, to: 3, organisations: 3_120 },
    { from: 3, to: 7, organisations: 5_480 },
    { from: 7, to: 14, organisations: 4_902 },
    { from: 14, organisations: 2_020 },
  ],
  partial: 'one worker has not reported its last 200 assessments yet.',
};

const points = (from: string, counts: readonly number[]) =>
  counts.map((count, day) => ({ at: new Date(Date.parse(from) + day * 86_400_000).toISOString(), count }));
export const trend: Output<typeof Trend> = {
  series: [
    {
      source: 'Own scan',
      kind: 'vulnerable',
      denominator: 'addresses that answer as Exchange on port 443',
      stretches: [
        {
          method: 'build in the page',
          detector: 'scan-exchange',
          detectorVersion: '1',
          points: points('2021-03-03T00:00:00Z', [42_193, 38_020, 33_420, 29_870, 26_500, 24_010]),
        },
        {
          method: 'build and proof of the flaw',
          detector: 'scan-exchange',
          detectorVersion: '2',
          points: points('2021-03-10T00:00:00Z', [30_500, 27_900, 24_100, 20_150, 17_020, 14_210, 10_300, 6_400]),
        },
      ],
    },
    {
      source: 'Shadowserver special report',
      kind: 'web-shell',
      stretches: [
        {
          method: 'known shell paths',
          detector: 'special',
          detectorVersion: '',
          points: points('2021-03-06T00:00:00Z', [8_394, 7_120, 5_230, 3_900, 1_477, 1_100, 346]),
        },
      ],
    },
  ],
};

const STAGES = ['exposed', 'notified', 'answered', 'evidence', 'compromised', 'cleaned', 'verified'] as const;
const KINDS = ['Hospital', 'Town council', 'Foundry', 'Notary', 'School', 'Bakery', 'Law office'];
export function organisationRow(index: number): Output<typeof OrganisationRow> {
  const stage = STAGES[(index * 5) % STAGES.length] ?? 'exposed';
  const late = stage === 'compromised' || stage === 'cleaned' || stage === 'verified';
  return {
    id: id(index === 0 ? 1 : 1000 + index),
    name: index === 0 ? organisation.name : index === 3 ? HOSTILE : `${KINDS[index % KINDS.length]} number ${index}`,
    kind: 'organisation',
    sector: SECTORS[index % SECTORS.length] ?? 'health',
    country: 'NL',
    size: 20 + index,
    ...(index % 4 === 0 ? { provider: { id: id(50), name: 'Example Managed IT' } } : {}),
    hosts: 1 + (index % 3),
    axes: {
      patched: (['yes', 'partly', 'no', 'unknown'] as const)[index % 4] ?? 'unknown',
      compromised: late ? 'confirmed' : stage === 'evidence' ? 'no-sign' : 'unknown',
      cleaned: stage === 'verified' ? 'verified' : stage === 'cleaned' ? 'unverified' : late ? 'no' : 'unknown',
    },
    stage,
    ...(stage === 'notified' ? { silentDays: index % 21 } : {}),
  };
}

const episode: Output<typeof Organisation>['episodes'][number] = {
  id: id(3),
  host,
  number: 2,
  opened: '2021-03-09T10:12:00.000Z',
  compromised: '2021-03-03T04:20:11.000Z',
  contained: '2021-03-09T13:00:00.000Z',
  cause: 'assessment of 9 March: web shell used',
};
export const organisationDetail: Output<typeof Organisation> = {
  ...organisationRow(0),
  stage: 'compromised',
  axes: { patched: 'yes', compromised: 'confirmed', cleaned: 'no' },
  notes: 'Calls back in the morning.',
  tlp: 'AMBER',
  domains: [{ domain: 'hospital.example', source: 'register' }],
  networks: [{ network: '198.51.100.0/28', source: 'rdap' }],
  episodes: [
    episode,
    {
      ...episode,
      id: id(4),
      number: 1,
      opened: '2021-03-04T08:00:00.000Z',
      cleaned: '2021-03-05T15:30:00.000Z',
      verified: '2021-03-06T09:00:00.000Z',
      closed: '2021-03-06T09:00:00.000Z',
      cause: 'own scan of 4 March',
    },
  ],
  created: '2021-03-03T00:00:00.000Z',
};
const hostRow: Output<typeof HostPage>['items'][number] = {
  ...host,
  organisation,
  addresses: ['198.51.100.7'],
  product: 'Exchange Server 2016',
  build: '15.1.2106.2',
  axes: organisationDetail.axes,
  firstSeen: '2021-03-03T00:00:00.000Z',
  lastSeen: '2021-03-12T07:41:00.000Z',
};
export const hosts: Output<typeof HostPage> = {
  items: [
    hostRow,
    {
      ...hostRow,
      id: id(5),
      name: 'mail02.hospital.example',
      axes: { patched: 'unknown', compromised: 'unknown', cleaned: 'unknown' },
    },
  ],
};
export const hostDetail: Output<typeof Host> = { ...hostRow, episodes: organisationDetail.episodes, assessment: id(6) };
export const contacts: Output<typeof ContactPage> = {
  items: [
    {
      id: id(7),
      name: 'B. Example',
      role: 'technical',
      channel: 'email',
      address: 'it@hospital.example',
      language: 'nl',
      source: 'register',
      verified: '2021-03-04T00:00:00Z',
    },
    {
      id: id(8),
      name: '',
      role: 'abuse',
      channel: 'email',
      address: 'abuse@isp.example',
      language: 'en',
      source: 'rdap',
      bounced: '2021-03-05T00:00:00Z',
    },
  ],
};
export const timeline: Output<typeof CaseTimeline> = {
  items: [
    { at: '2021-03-09T10:12:00.000Z', kind: 'episode', text: 'Episode 2 opened: a web shell was used again.', host },
    { at: '2021-03-09T10:11:30.000Z', kind: 'assessment', text: 'Compromised (confirmed).', host, object: id(6) },
    { at: '2021-03-09T10:11:00.000Z', kind: 'evidence', text: 'Collection received: mail01.zip.', host },
    { at: '2021-03-05T12:00:00.000Z', kind: 'answer', text: 'Answered by telephone.' },
    { at: '2021-03-04T09:00:00.000Z', kind: 'notice', text: 'First notice sent to it@hospital.example.' },
    { at: '2021-03-03T22:00:00.000Z', kind: 'observation', text: 'Vulnerable by own scan (detector version 1).', host },
  ],
};
export const evidence: Output<typeof EvidencePage> = {
  items: [
    {
      id: id(9),
      organisation,
      host,
      name: 'mail01.zip',
      kind: 'collection',
      size: 184_223_101,
      sha256: 'ab12'.repeat(16),
      state: 'assessed',
      tlp: 'AMBER',
      received: '2021-03-09T10:11:00.000Z',
      custody: [{ at: '2021-03-09T10:11:00.000Z', who: 'upload link', what: 'received' }],
    },
    {
      id: id(10),
      organisation,
      name: HOSTILE,
      kind: 'other',
      size: 12,
      sha256: 'cd34'.repeat(16),
      state: 'failed',
      problem: 'not an archive',
      tlp: 'AMBER',
      received: '2021-03-09T10:15:00.000Z',
      custody: [],
    },
  ],
};
export const tasks: Output<typeof TaskPage> = {
  items: [
    {
      id: id(11),
      organisation,
      host,
      title: 'Remove the dropped page',
      detail: 'C:\\inetpub\\wwwroot\\aspnet_client\\help.aspx; a copy is kept.',
      changesServer: true,
      order: {
        legalBasis: 'request of the owner, 9 March 2021',
        files: [{ path: 'C:\\inetpub\\wwwroot\\aspnet_client\\help.aspx', sha256: 'ab'.repeat(32) }],
      },
      state: 'proposed',
      proposedBy: { id: id(91), name: 'Ben Example' },
      created: '2021-03-09T11:00:00.000Z',
    },
    {
      id: id(12),
      organisation,
      host,
      title: 'Undo the virtual directory setting',
      detail: '',
      changesServer: true,
      state: 'proposed',
      proposedBy: { id: id(90), name: 'Ada Example' },
      created: '2021-03-09T11:05:00.000Z',
    },
  ],
};

export const assessments: Output<typeof AssessmentPage> = {
  items: [
    {
      id: id(6),
      assessed: '2021-03-09T10:11:30.000Z',
      received: '2021-03-09T10:11:31.000Z',
      level: 'compromised',
      certainty: 'confirmed',
      axes: hostRow.axes,
      tool: 'allclear 0.1.0',
      content: '2026.11',
    },
    {
      id: id(13),
      assessed: '2021-03-04T08:00:00.000Z',
      received: '2021-03-04T08:00:00.000Z',
      level: 'attacked',
      axes: hostRow.axes,
      tool: 'allclear 0.1.0',
      content: '2026.11',
    },
  ],
};
const rule = {
  id: 'example-shell-page',
  title: 'A page that nobody installed answers with 200',
  author: 'allclear',
  references: [],
  checks: [],
};
export const assessment: Output<typeof AssessmentAnswer> = {
  id: id(6),
  assessed: '2021-03-09T10:11:30.000Z',
  received: '2021-03-09T10:11:31.000Z',
  level: 'compromised',
  certainty: 'confirmed',
  axes: hostRow.axes,
  tool: 'allclear 0.1.0',
  content: '2026.11',
  host,
  organisation,
  document: {
    schemaVersion: '1.0',
    tool: { name: 'allclear', version: '0.1.0', content: '2026.11', attack: '17.1' },
    host: { name: host.name, nameSource: 'registry', root: '', layout: 'loose', isExchange: 'yes' },
    verdict: {
      level: 'compromised',
      certainty: 'confirmed',
      exitCode: 10,
      statement: 'Somebody got in on 3 March 2021 and used a web shell until 9 March.',
      findings: ['F-0000000000aa'],
    },
    axes: hostRow.axes,
    answers: [
      {
        id: 'attacked',
        question: 'Attacked?',
        answer: 'yes',
        text: 'since 3 March, from four addresses',
        findings: [],
        missing: [],
      },
      {
        id: 'entered',
        question: 'Got in?',
        answer: 'yes',
        text: 'a dropped page answered 212 requests',
        findings: ['F-0000000000aa'],
        missing: [],
      },
      {
        id: 'taken',
        question: 'Taken?',
        answer: 'unknown',
        text: 'no record of mail leaving, but the logs begin late',
        findings: [],
        missing: ['HttpProxy logs before 5 March'],
      },
      {
        id: 'present',
        question: 'Still there?',
        answer: 'yes',
        text: 'the page lies on disk',
        findings: ['F-0000000000aa'],
        missing: [],
      },
      { id: 'patched', question: 'Patched?', answer: 'yes', text: 'since 8 March', findings: [], missing: [] },
    ],
    incident: { first: '2021-03-03T04:20:11.000Z', last: '2021-03-09T02:00:00.000Z' },
    patch: { history: [], march2021: { status: 'unknown', note: '' }, vulnerabilities: [], notes: [] },
    phases: [],
    webShells: [],
    mailboxes: [],
    clients: [],
    actors: [],
    actions: [
      {
        order: 1,
        title: 'Take the server off the internet',
        how: 'Block port 443 from outside; leave the server running.',
        because: [],
      },
      { order: 2, title: 'Reset the passwords of all administrators', how: 'From another computer.', because: [] },
    ],
    findings: [
      {
        id: 'F-0000000000aa',
        rule,
        severity: 'critical',
        confidence: 'high',
        outcome: 'success',
        phase: 'web-shell',
        techniques: [{ id: 'T1505.003', name: 'Web Shell' }],
        vulnerabilities: ['CVE-2021-27065'],
        first: '2021-03-03T04:20:11.000Z',
        last: '2021-03-09T02:00:00.000Z',
        count: 212,
        entities: [
          { kind: 'page', value: '/aspnet_client/help.aspx' },
          { kind: 'client', value: '203.0.113.9' },
        ],
        quotes: [
          {
            place: { file: 'inetpub/logs/LogFiles/W3SVC1/u_ex210303.log', line: 4821 },
            time: '2021-03-03T04:20:11.000Z',
            fields: { 'cs-method': 'POST', 'cs-uri-stem': '/aspnet_client/help.aspx', 'cs(User-Agent)': HOSTILE },
          },
        ],
        present: true,
        what: 'A page in a folder that holds no pages answers requests from outside.',
        why: 'Whoever sends them runs commands on the server.',
        next: 'Keep a copy, then remove it.',
        falsePositives: ['an administrator put the page there'],
      },
      {
        id: 'F-0000000000ab',
        rule: { ...rule, id: 'example-probe', title: 'Probing for the proxy flaw' },
        severity: 'medium',
        confidence: 'medium',
        outcome: 'probe',
        phase: 'reconnaissance',
        techniques: [],
        vulnerabilities: ['CVE-2021-26855'],
        count: 14,
        entities: [],
        quotes: [],
        present: false,
        what: 'Requests that look for the flaw.',
        why: 'It comes before the attack.',
        next: 'See the answers of the server.',
        falsePositives: [],
      },
    ],
    timeline: [
      {
        time: '2021-03-03T04:20:11.000Z',
        phase: 'exploitation',
        outcome: 'success',
        severity: 'high',
        text: 'The proxy flaw was used.',
        entities: [],
        count: 3,
      },
      {
        time: '2021-03-03T04:21:40.000Z',
        phase: 'web-shell',
        outcome: 'success',
        severity: 'critical',
        text: `First request to the dropped page by ${HOSTILE}`,
        entities: [],
        finding: 'F-0000000000aa',
        place: { file: 'inetpub/logs/LogFiles/W3SVC1/u_ex210303.log', line: 4821 },
        count: 212,
      },
    ],
    checks: [],
    coverage: {
      sources: [
        {
          artifact: 'iis-log',
          title: 'IIS logs',
          status: 'examined',
          files: 12,
          bytes: 1,
          records: 1_204_233,
          unreadable: 0,
          period: { from: '2021-03-01T00:00:00Z', to: '2021-03-09T10:00:00Z' },
          gaps: [],
          notes: [],
        },
        {
          artifact: 'exchange-httpproxy',
          title: 'HttpProxy logs',
          status: 'missing',
          files: 0,
          bytes: 0,
          records: 0,
          unreadable: 0,
          gaps: [],
          notes: [],
        },
      ],
      notExamined: [{ file: 'logs/broken.zip', code: 'ALC-E004', reason: 'the archive is damaged' }],
      problems: [],
      files: [],
    },
  },
};

const traits = [
  { kind: 'shell-sha256', value: 'e3b0c44298fc1c149afbf4c8996fb924', hosts: 14 },
  { kind: 'password-parameter', value: 'zq_x17', hosts: 11 },
  { kind: 'client', value: '203.0.113.9', hosts: 9 },
  { kind: 'dropped-names', value: 'help.aspx, iistart.aspx, t.bat', hosts: 6 },
];
export const campaign: Output<typeof Campaign> = {
  id: id(20),
  name: 'Campaign 7: help.aspx',
  hosts: 14,
  organisations: 12,
  first: '2021-03-02T23:10:00.000Z',
  last: '2021-03-10T05:00:00.000Z',
  consistentWith: [
    { name: 'Hafnium', consistency: 'medium', because: ['same order of dropped names', 'works 01–10 UTC'] },
  ],
  traits,
  sectors: [
    { sector: 'health', organisations: 7 },
    { sector: 'legal', organisations: 5 },
  ],
  members: Array.from({ length: 14 }, (_, index) => ({
    host: {
      id: id(300 + index),
      name: `mail${index}.${(KINDS[index % KINDS.length] ?? '').toLowerCase().replaceAll(' ', '-')}.example`,
    },
    organisation: { id: id(1000 + index), name: organisationRow(index + 5).name },
    score: 9.5 - index / 3,
    because: traits.filter((trait, number) => trait.hosts > index && (index + number) % 3 !== 0),
  })),
};
export const campaigns: Output<typeof CampaignPage> = {
  items: [
    campaign,
    { ...campaign, id: id(21), name: 'Campaign 9: one parameter', hosts: 3, organisations: 3, consistentWith: [] },
  ].map(({ id: own, name, hosts: hostCount, organisations, first, last, consistentWith }) => ({
    id: own,
    name,
    hosts: hostCount,
    organisations,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    consistentWith,
  })),
};

export const batches: readonly Output<typeof NoticeBatch>[] = [
  {
    id: id(30),
    name: 'First notice, health',
    template: 'exposed',
    templateVersion: '3',
    state: 'draft',
    rate: 60,
    createdBy: { id: id(91), name: 'Ben Example' },
    created: '2021-03-10T08:00:00Z',
    counts: { queued: 4210 },
  },
  {
    id: id(31),
    name: 'First notice, all others',
    template: 'exposed',
    templateVersion: '3',
    state: 'sending',
    rate: 300,
    createdBy: { id: id(91), name: 'Ben Example' },
    approvedBy: { id: id(90), name: 'Ada Example' },
    created: '2021-03-09T08:00:00Z',
    counts: { queued: 9120, sent: 16_330, bounced: 211, 'opted-out': 9 },
  },
];
export const templates: Output<typeof NoticeTemplates> = {
  items: [
    { id: 'exposed', version: '3', title: 'Your mail server can be attacked', languages: ['en', 'nl', 'de'] },
    { id: 'compromised', version: '2', title: 'Somebody is in your mail server', languages: ['en', 'nl'] },
  ],
};
export const preview: Output<typeof NoticePreview> = {
  messages: 4102,
  organisations: 4210,
  byChannel: { email: 4010, postal: 92 },
  byLanguage: { nl: 3800, en: 302 },
  unreachable: [{ organisation: { id: id(1003), name: HOSTILE }, reason: 'no contact is known' }],
  unreachableTotal: 108,
  samples: [
    {
      organisation,
      address: 'it@hospital.example',
      language: 'en',
      subject: 'Your mail server can be attacked: mail01.hospital.example',
      body: 'Dear colleague,\n\nyour server mail01.hospital.example (198.51.100.7) can be attacked over the internet.\n\nWhat to do today:\n1. Install the update of 2 March.\n2. Check the server: https://fleet.example/check\n\nIs this message genuine? https://fleet.example/verify, code 7F3K-92QD',
    },
  ],
};
export const notices: Output<typeof NoticePage> = {
  items: [
    {
      id: id(40),
      organisation,
      channel: 'email',
      address: 'it@hospital.example',
      language: 'nl',
      subject: 'Your mail server can be attacked',
      state: 'sent',
      sent: '2021-03-09T08:01:00Z',
    },
    {
      id: id(41),
      organisation,
      channel: 'email',
      address: 'abuse@isp.example',
      language: 'en',
      subject: 'Your mail server can be attacked',
      state: 'bounced',
      problem: '550 no such user',
    },
  ],
};

export const audit: Output<typeof AuditPage> = {
  items: Array.from({ length: 120 }, (_, index) => ({
    id: String(5000 - index),
    at: new Date(Date.parse('2021-03-12T07:59:00Z') - index * 61_000).toISOString(),
    actor: index % 3 === 0 ? 'system' : 'ada@cert.example',
    action: ['task.approve', 'notice.batch.create', 'organisation.change'][index % 3] ?? '',
    objectKind: 'task',
    objectId: id(11),
    detail: index % 2 === 0 ? { note: HOSTILE } : {},
    hash: 'f0'.repeat(32),
  })),
};
export const setupInfo: Output<typeof SetupInfo> = {
  purpose: 'first-administrator',
  totp: {
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    uri: 'otpauth://totp/Allclear?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  },
};
export const uploadInfo = (recipient: string): Output<typeof UploadInfo> => ({
  expires: '2021-03-26T00:00:00Z',
  maxBytes: 2_000_000_000,
  filesLeft: 5,
  recipient,
});
