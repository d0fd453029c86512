/** `allclear scan`: files only, no verdict. Is this page, script, assembly or configuration a web shell or its carrier? */
import { createHash } from 'node:crypto';
import { readYaraFiles, type YaraHit, YaraScan } from '@allclear/assessment';
import { BaselineIndex, type Content, loadContent } from '@allclear/content';
import {
  type AssemblyAnalysis,
  type CompiledRule,
  type ConfigurationAnalysis,
  fileFact,
  type KnownGood,
  type LogonAnalysis,
  MAX_FILE_BYTES,
  type PageAnalysis,
  parseSigma,
  RuleSet,
} from '@allclear/detection';
import { type EvidenceFile, listUnits, logicalPath, openUnit } from '@allclear/evidence';
import type { DetectionMeta, FactEvent, Problem } from '@allclear/model';
import { fileName, isExecutableName, isScriptName, isWebTextName } from '@allclear/parsers';
import { jsonLine, visible } from '@allclear/reporting';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../exit-codes.js';
import { passwordFrom } from '../password-file.js';
import {
  collect,
  consoleFor,
  contentFolders,
  type EvidenceOptions,
  evidenceOptions,
  evidencePaths,
  requireFolders,
  tellProblems,
  unreadable,
  untilInterrupted,
} from './shared.js';

interface ScanOptions extends EvidenceOptions {
  readonly jsonl?: boolean;
  readonly rules?: readonly string[];
}

const EXAMPLE = `
Example:
  allclear scan examples/townhall-compromised.zip --jsonl
  allclear scan C:\\inetpub\\wwwroot --rules signature-base\\yara

Exit code: 0 nothing found, 10 something found, 3 evidence could not be read, 2 wrong use.`;

type Level = 'malicious' | 'suspicious';

interface ScanFinding {
  readonly rule: string;
  readonly title: string;
  readonly severity: string;
  readonly confidence: string;
  readonly place: { readonly line?: number; readonly quote?: string };
  readonly what: string;
  readonly why: string;
  readonly next: string;
  /** Of a rule of somebody else's pack. */
  readonly yara?: YaraHit;
}

interface Scanned {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly level: Level;
  readonly findings: readonly ScanFinding[];
}

/** The rules that stand for page analysis: its own findings say more. */
const PAGE_RULE = /^sigma\/file\/page-analysis-/;
/** The same for libraries, configurations and sign-in pages. */
const ASSEMBLY_RULE = /^sigma\/file\/assembly-analysis-/;
const CONFIGURATION_RULE = /^sigma\/file\/configuration-analysis-/;
const LOGON_RULE = /^sigma\/file\/logon-analysis-/;
/** What a rule must have looked at to say something about a file itself; where a file lies accuses nobody here. */
const OF_CONTENT =
  /^(?:content|code|magic|sha256|sha1|md5|oab\w+|cabinetNames|page\w+|assembly\w+|setting\w+|logon\w+)$/;
const SEVERITIES = ['critical', 'high', 'medium'];
const LIBRARY = /\.(?:dll|exe)$/i;

export function scanCommand(program: Command, finish: (code: number) => void): void {
  const command = program
    .command('scan')
    .description('files only: which pages, scripts and configurations are web shells or carry them, and why')
    .argument('<path...>', 'file, web folder or archive; one or several')
    .option('--jsonl', 'one JSON object for each file with findings')
    .option('--rules <dir>', 'folder (or file) with YARA rules to run as well (repeatable)', collect)
    .addHelpText('after', EXAMPLE);
  evidenceOptions(command).action(async (paths: string[], options: ScanOptions) => finish(await run(paths, options)));
}

async function run(given: readonly string[], options: ScanOptions): Promise<number> {
  const console = consoleFor(options);
  const paths = evidencePaths(given);
  requireFolders(options.content);
  requireFolders(options.rules);
  const content = await loadContent({ directories: [...contentFolders(options)] });
  const rules = fileRules(content);
  for (const folder of options.rules ?? []) {
    if (readYaraFiles([folder]).sources.length === 0)
      throw new CommandError(`${folder}: there is no YARA rule file (*.yar, *.yara) in it.`, EXIT.usage);
  }
  const yara = yaraRules(content, [...(options.rules ?? []), ...(options.content ?? [])]);
  const open = passwordFrom(options.passwordFile);
  const problems: Problem[] = [...yara.problems];
  let files = 0;
  let examined = 0;
  let found = 0;
  const done = await untilInterrupted(async (signal) => {
    const listed = await listUnits(paths, open);
    problems.push(...listed.problems);
    for (const unit of listed.units) {
      for await (const file of openUnit(unit.locator, open)) {
        if (signal.aborted) return false;
        files++;
        const content = await contentOf(file, yara.scan !== undefined);
        problems.push(...content.problems);
        if (content.bytes === undefined) continue;
        examined++;
        const known = isLookedInto(file)
          ? scanned(file, content.bytes.subarray(0, MAX_FILE_BYTES), content.size, content.sha256, rules)
          : undefined;
        const result = yara.scan === undefined ? known : await withYara(known, file, content, yara.scan, problems);
        if (result === undefined) continue;
        found++;
        console.out(options.jsonl === true ? jsonLine(result) : told(result));
      }
    }
    return true;
  });
  await yara.scan?.close();
  if (done === undefined) {
    console.error('Interrupted. What was printed is whole; more files may be bad.\n');
    return EXIT.interrupted;
  }
  if (files === 0 || (examined === 0 && problems.some((p) => p.code.startsWith('ALC-E'))))
    throw unreadable(paths, problems, files);
  tellProblems(console, problems, '');
  if (options.jsonl !== true) console.error(`${files} files, ${examined} looked into, ${found} with findings.\n`);
  return found > 0 ? EXIT.found : EXIT.nothingFound;
}

interface FileRules {
  readonly set: RuleSet;
  readonly meta: ReadonlyMap<string, DetectionMeta>;
  readonly origin: ReadonlyMap<string, string>;
  /** Files that the owner of the server vouches for. */
  readonly vouched: BaselineIndex;
}

function fileRules(content: Content): FileRules {
  const parsed = content.sigma.flatMap(({ origin, document }) => {
    const { rule } = parseSigma(document, origin);
    return rule !== undefined && rule.logSource.category === 'file' && rule.logSource.product === 'allclear'
      ? [{ rule, origin }]
      : [];
  });
  const meta = new Map<string, DetectionMeta>();
  for (const { rule } of parsed) if (rule.meta !== undefined) meta.set(rule.id, rule.meta);
  return {
    set: new RuleSet(
      parsed.map((p) => p.rule),
      [],
    ),
    meta,
    origin: new Map(parsed.map((p) => [p.rule.id, p.origin])),
    vouched: new BaselineIndex(content.baselines),
  };
}

interface Yara {
  /** Undefined without packs. */
  readonly scan: YaraScan | undefined;
  readonly problems: readonly Problem[];
}

/** YARA rules of installed packs and of the folders given. */
function yaraRules(content: Content, folders: readonly string[]): Yara {
  const installed = content.yara.map(({ origin, text }) => ({ origin, bytes: new TextEncoder().encode(text) }));
  const given = readYaraFiles(folders);
  const sources = [...installed, ...given.sources];
  if (sources.length === 0) return { scan: undefined, problems: given.problems };
  const scan = new YaraScan(sources);
  return { scan, problems: [...given.problems, ...scan.problems] };
}

/** What the packs add to what is known of a file. */
async function withYara(
  known: Scanned | undefined,
  file: EvidenceFile,
  { bytes, size, sha256 }: FileContent,
  scan: YaraScan,
  problems: Problem[],
): Promise<Scanned | undefined> {
  if (bytes === undefined) return known;
  const { hits, problems: met } = await scan.scan({ path: file.path, bytes, size });
  problems.push(...met);
  if (hits.length === 0) return known;
  const findings = [...(known?.findings ?? []), ...hits.map(yaraFinding)];
  const level: Level = findings.some((f) => f.severity === 'critical') ? 'malicious' : 'suspicious';
  return { path: file.path, sha256, size, level, findings };
}

function yaraFinding(hit: YaraHit): ScanFinding {
  const malicious = hit.level === 'malicious';
  const by = hit.author === undefined ? '' : ` by ${hit.author}`;
  const score = hit.score === undefined ? '' : `, which its author rates ${hit.score} of 100`;
  const terms = [hit.licence, ...hit.references].filter((text) => text !== undefined);
  return {
    rule: hit.rule,
    title: hit.description ?? hit.rule,
    severity: malicious ? 'critical' : 'medium',
    confidence: malicious ? 'high' : 'low',
    place: {
      ...(hit.places[0]?.line === undefined ? {} : { line: hit.places[0].line }),
      ...(hit.places.length === 0 ? {} : { quote: hit.places.map(quoteOf).join(' | ') }),
    },
    what: `The YARA rule ${hit.rule}${by} (${hit.file}) matches: ${hit.description ?? 'no description'}`,
    why: `A rule of somebody else's pack${score}. Rules name what their authors have seen; harmless files can hold the same strings.${terms.length === 0 ? '' : ` ${terms.join(', ')}`}`,
    next: 'Look at the lines quoted. If the file is not yours and nobody can say what it is for, keep a copy as evidence and treat the server as compromised.',
    yara: hit,
  };
}

const quoteOf = ({ line, offset, string, quote }: YaraHit['places'][number]): string =>
  `${line === undefined ? `byte ${offset}` : line}: ${string} ${quote.replaceAll(' | ', ' ')}`;

interface FileContent {
  readonly bytes: Uint8Array | undefined;
  readonly size: number;
  readonly sha256: string;
  readonly problems: readonly Problem[];
}

function isLookedInto(file: EvidenceFile): boolean {
  const name = fileName(file.path.replaceAll('/', '\\'));
  return isExecutableName(name) || isScriptName(name) || isWebTextName(name) || LIBRARY.test(name);
}

/** Bytes of a file that YARA rules see. */
const MAX_YARA_BYTES = 32 * 1024 * 1024;

/** Hash of all, beginning of it in memory. Without YARA rules, pictures and other media are passed over unread. */
async function contentOf(file: EvidenceFile, everything: boolean): Promise<FileContent> {
  if (!everything && !isLookedInto(file)) {
    // A member of a stream has to be taken from it, wanted or not.
    await file.read(() => false);
    return { bytes: undefined, size: 0, sha256: '', problems: [] };
  }
  const most = everything ? MAX_YARA_BYTES : MAX_FILE_BYTES;
  const hash = createHash('sha256');
  const parts: Uint8Array[] = [];
  let kept = 0;
  let size = 0;
  const result = await file.read((chunk) => {
    hash.update(chunk);
    size += chunk.length;
    if (kept < most) {
      const part = chunk.slice(0, most - kept);
      parts.push(part);
      kept += part.length;
    }
    return true;
  });
  const bytes = new Uint8Array(kept);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, size, sha256: hash.digest('hex'), problems: result.problems.map((p) => ({ ...p, file: file.path })) };
}

/** What the maker ships is not asked for: here nobody knows which server the files are from. */
const knownGoodOf = ({ vouched }: FileRules): KnownGood => ({
  pathHashes: () => undefined,
  knownNames: () => [],
  coversBuild: () => false,
  accepts: (path, sha256) => vouched.accepts(path, sha256),
});

function scanned(
  file: EvidenceFile,
  bytes: Uint8Array,
  size: number,
  sha256: string,
  rules: FileRules,
): Scanned | undefined {
  const path = logicalPath(file.path).windowsPath ?? file.path.replaceAll('/', '\\');
  const { fact, page, assembly, configuration, logon } = fileFact(
    { path, size, sha256, bytes },
    { knownGood: knownGoodOf(rules) },
  );
  const findings: ScanFinding[] = [];
  for (const match of rules.set.matchFact(fact)) {
    const meta = rules.meta.get(match.rule.id);
    if (PAGE_RULE.test(rules.origin.get(match.rule.id) ?? '') && page !== undefined)
      findings.push(...pageFindings(match, meta, page, fact));
    else if (ASSEMBLY_RULE.test(rules.origin.get(match.rule.id) ?? '') && assembly !== undefined)
      findings.push(...assemblyFindings(match, meta, assembly));
    else if (CONFIGURATION_RULE.test(rules.origin.get(match.rule.id) ?? '') && configuration !== undefined)
      findings.push(...settingFindings(match, meta, configuration));
    else if (LOGON_RULE.test(rules.origin.get(match.rule.id) ?? '') && logon !== undefined)
      findings.push(...settingFindings(match, meta, logon));
    else if (SEVERITIES.includes(match.rule.level ?? '') && match.matchedFields(fact).some((f) => OF_CONTENT.test(f)))
      findings.push(ruleFinding(match, meta));
  }
  if (findings.length === 0) return undefined;
  findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const level: Level = findings.some((f) => f.severity === 'critical') ? 'malicious' : 'suspicious';
  return { path: file.path, sha256, size, level, findings };
}

const ruleFinding = (match: CompiledRule, meta: DetectionMeta | undefined): ScanFinding => ({
  rule: match.rule.id,
  title: match.rule.title,
  severity: match.rule.level ?? 'medium',
  confidence: meta?.confidence ?? 'low',
  place: {},
  what: meta?.what ?? match.rule.title,
  why: meta?.why ?? '',
  next: meta?.next ?? '',
});

/** One finding for each thing the page does; the worst decide the rule, so lesser ones stay suspicious. */
function pageFindings(
  match: CompiledRule,
  meta: DetectionMeta | undefined,
  page: PageAnalysis,
  fact: FactEvent,
): ScanFinding[] {
  const run = fact.get('executable') === 'true' || fact.get('extension') === '.config';
  return page.findings.map((f) => {
    const last = f.lines.at(-1);
    return {
      ...ruleFinding(match, meta),
      severity: f.level === 'malicious' && run ? 'critical' : 'medium',
      confidence: f.level === 'malicious' && run ? 'high' : 'medium',
      place:
        last === undefined ? {} : { line: last.line, quote: f.lines.map((l) => `${l.line}: ${l.text}`).join(' | ') },
      what: f.what,
      why: f.why,
    };
  });
}

/** One finding for each thing the library does; none is graver than the rule. */
function assemblyFindings(
  match: CompiledRule,
  meta: DetectionMeta | undefined,
  assembly: AssemblyAnalysis,
): ScanFinding[] {
  const grave = match.rule.level === 'critical';
  return assembly.findings.map((f) => ({
    ...ruleFinding(match, meta),
    severity: f.level === 'malicious' && grave ? 'critical' : 'medium',
    confidence: f.level === 'malicious' && grave ? 'high' : 'medium',
    place: f.lines.length === 0 ? {} : { quote: f.lines.map((l) => `${l.method}: ${l.text}`).join(' | ') },
    what: f.what,
    why: f.why,
  }));
}

function settingFindings(
  match: CompiledRule,
  meta: DetectionMeta | undefined,
  { findings }: ConfigurationAnalysis | LogonAnalysis,
): ScanFinding[] {
  return findings.map((f) => ({
    ...ruleFinding(match, meta),
    severity: f.level === 'malicious' ? 'critical' : 'medium',
    confidence: f.level === 'malicious' ? 'high' : 'medium',
    place: { line: f.lines[0]?.line ?? 1, quote: f.lines.map((l) => `${l.line}: ${l.text}`).join(' | ') },
    what: f.what,
    why: f.why,
  }));
}

const SHOWN = 5;

function told({ path, level, findings }: Scanned): string {
  const lines = [`${level.toUpperCase()}  ${visible(path)}`];
  for (const f of findings.slice(0, SHOWN)) {
    lines.push(`    what  ${visible(f.what)}`, `    why   ${visible(f.why)}`);
    for (const quote of f.place.quote?.split(' | ') ?? []) lines.push(`          ${visible(quote)}`);
  }
  if (findings.length > SHOWN) lines.push(`    … and ${findings.length - SHOWN} more`);
  lines.push(`    next  ${visible(findings[0]?.next ?? '')}`, '');
  return `${lines.join('\n')}\n`;
}
