/** docs/detections.md, generated from the rules and the catalogue, so that it says what is shipped and nothing else. */
import type { Content } from '../load/index.js';
import { type OwnCorrelation, type OwnRule, ownDetection } from '../sigma/index.js';

interface Row {
  readonly folder: string;
  readonly rule: OwnRule | OwnCorrelation;
}

const FOLDER_TITLES: Readonly<Record<string, string>> = {
  web: 'Web server logs (IIS)',
  exchange: 'Exchange logs',
  windows: 'Windows events (event logs, binary or exported)',
  correlation: 'Correlations',
  'page-activity': 'Pages seen in web logs',
  file: 'Files',
  configuration: 'Configuration',
  'scheduled-task': 'Scheduled tasks',
  'compiled-page': 'Compiled pages',
  'file-history': 'History of files (NTFS file table and change journal, prefetch)',
  'file-time': 'Times of files (NTFS file table)',
  'tool-log': 'Traces of other tools',
};

/** The page as Markdown. `content` is the shipped knowledge alone, without rules of others. */
export function detectionDocs(content: Content): string {
  const rows: Row[] = content.sigma.map(({ origin, document }) => ({
    folder: origin.split('/')[1] ?? '',
    rule: ownDetection(document),
  }));
  const lines = [
    '# Detections',
    '',
    'Generated from `packages/content/data`; regenerate with `UPDATE_DOCS=1 npx vitest run packages/content/src/docs`.',
    '',
    'Outcomes: *probe* (somebody looked) < *attempt* (the attack was tried) < *success-likely* < *success*.',
    '*supporting* and *context* strengthen other findings and decide nothing alone; *exposure* is an open hole.',
    'Building blocks (marked †) make no finding of their own; correlations use them.',
    '',
    `${rows.length} rules for ${content.checks.length} checks.`,
    '',
  ];
  const folders = [...new Set([...Object.keys(FOLDER_TITLES), ...rows.map((row) => row.folder)])];
  for (const folder of folders) {
    const own = rows.filter((row) => row.folder === folder).sort((a, b) => compare(key(a), key(b)));
    if (own.length > 0) lines.push(...table(FOLDER_TITLES[folder] ?? folder, own));
  }
  lines.push(...checks(content, rows));
  return `${lines.join('\n')}\n`;
}

const key = ({ rule }: Row) => `${rule.allclear.checks[0] ?? ''} ${rule.title}`;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function table(title: string, rows: readonly Row[]): string[] {
  return [
    `## ${title}`,
    '',
    '| rule | check | severity | outcome | source | misses | false positives |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(({ rule }) => {
      const { checks, outcome, misses, standalone } = rule.allclear;
      const cells = [
        `${rule.title}${standalone ? '' : ' †'}`,
        checks.join(', '),
        rule.level,
        outcome,
        rule.references.map((url, i) => `[${i + 1}](${url})`).join(' '),
        misses,
        rule.falsepositives.join('; '),
      ];
      return `| ${cells.map(cell).join(' | ')} |`;
    }),
    '',
  ];
}

function checks({ checks: all }: Content, rows: readonly Row[]): string[] {
  const rulesOf = (id: string) => rows.filter(({ rule }) => rule.allclear.checks.includes(id)).length;
  const open = all.filter((check) => check.status === 'not-yet');
  const limited = all.filter((check) => check.status === 'covered' && check.reason !== undefined);
  return [
    '## Checks that are not covered yet',
    '',
    '| check | what | why not | how to look by hand |',
    '|---|---|---|---|',
    ...open.map((c) => `| ${[c.id, c.title, c.reason ?? '', c.howToCollect].map(cell).join(' | ')} |`),
    '',
    '## Checks that are covered within limits',
    '',
    '| check | what | limit |',
    '|---|---|---|',
    ...limited.map((c) => `| ${[c.id, c.title, c.reason ?? ''].map(cell).join(' | ')} |`),
    '',
    '## All checks',
    '',
    '| check | what | vulnerabilities | evidence (any of) | rules |',
    '|---|---|---|---|---|',
    ...all.map((c) => {
      // Event logs count in either form; the catalogue names one.
      const named = (id: string): string => (id === 'event-log-json' ? 'evtx or event-log-json' : id);
      const evidence = c.evidence.map((list) => list.map(named).join(' + ')).join(' / ');
      return `| ${[c.id, c.title, c.vulnerabilities.join(', '), evidence, String(rulesOf(c.id))].map(cell).join(' | ')} |`;
    }),
  ];
}

/** Text in a table cell: no line break, no pipe, no markup. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
