/** Everything Allclear knows, as data: read once at the start, validated, with a version that names exactly this state. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '@allclear/model';
import { type Baseline, readBaselines } from '../baseline/index.js';
import { ActorProfile } from '../campaigns/index.js';
import { type CheckDescription, CheckFile } from '../checks/index.js';
import type { IndicatorRow } from '../indicators/index.js';
import { listPacks, type PackManifest, readPack, type YaraFile } from '../packs/index.js';
import { MAX_YAML_CHARACTERS, parseYaml } from '../yaml/index.js';
import { readBundle } from './bundle.js';
import { FEWEST_FILES, type ParsedFile, parsedThroughCache } from './document-cache.js';
import { isYaml, listFiles, readText } from './files.js';
import { isSigmaDocument, type SigmaDocument } from './sigma-document.js';

/** The knowledge that is shipped; the folder stands beside `dist/`. */
export const OWN_DATA: string = fileURLToPath(new URL('../../data/', import.meta.url));

export interface Content {
  /** Hash over all own data, 16 hexadecimal digits: equal data, equal version. */
  readonly version: string;
  readonly sigma: readonly SigmaDocument[];
  readonly checks: readonly CheckDescription[];
  readonly actors: readonly ActorProfile[];
  /** Packs that were found in the given folders, in the order of loading. */
  readonly packs: readonly PackManifest[];
  /** YARA files of packs, as text. */
  readonly yara: readonly YaraFile[];
  /** Indicators of packs; the shipped ones are read by `loadIndicators`. */
  readonly addedIndicators: readonly IndicatorRow[];
  /** Files that customers vouch for (`content baseline`), from the given folders. */
  readonly baselines: readonly Baseline[];
  /** What could not be used. With own data alone this is empty (a test sees to it). */
  readonly problems: readonly Problem[];
}

export interface LoadOptions {
  /** Further folders (or single files) with Sigma rules, searched recursively, and with packs that `content add` made. */
  readonly directories?: readonly string[];
  /** False: only the rules of the given folders. */
  readonly ownRules?: boolean;
  /** Folder in which the parsed rules of large folders are kept (`cacheFolder`); without it nothing is kept. */
  readonly cache?: string;
  /** Read the data itself, not what the build made of it. */
  readonly fresh?: boolean;
}

/** Reads the shipped knowledge and the given folders. Bad files become problems; missing own data is our fault and throws. */
export async function loadContent(options: LoadOptions = {}): Promise<Content> {
  const own = await listFiles(OWN_DATA);
  if (own.files.length === 0) throw new Error('the knowledge of this installation is missing (content/data)');
  const version = await versionOf(own.files);
  const bundle = options.fresh === true ? undefined : readBundle(version);
  const knowledge = bundle === undefined ? await parseOwn(own.files) : { ...bundle, problems: [] };
  const problems: Problem[] = [...own.problems, ...knowledge.problems];
  const sigma: SigmaDocument[] = options.ownRules === false ? [] : [...knowledge.sigma];
  const baselines: Baseline[] = [];
  const added: AddedContent = { packs: [], yara: [], indicators: [] };
  for (const directory of options.directories ?? []) {
    readPacks(directory, sigma, added, problems);
    await readDirectory(directory, sigma, problems, options.cache);
    const vouched = await readBaselines(directory);
    baselines.push(...vouched.baselines);
    problems.push(...vouched.problems);
  }
  return {
    version,
    sigma,
    checks: knowledge.checks,
    actors: knowledge.actors,
    packs: added.packs,
    yara: added.yara,
    addedIndicators: added.indicators,
    baselines,
    problems,
  };
}

interface AddedContent {
  readonly packs: PackManifest[];
  readonly yara: YaraFile[];
  readonly indicators: IndicatorRow[];
}

function readPacks(directory: string, sigma: SigmaDocument[], added: AddedContent, problems: Problem[]): void {
  const listed = listPacks(directory);
  problems.push(...listed.problems);
  for (const pack of listed.packs) {
    const content = readPack(pack);
    problems.push(...content.problems);
    added.packs.push(pack.manifest);
    for (const document of content.sigma) sigma.push(document);
    for (const file of content.yara) added.yara.push(file);
    for (const row of content.indicators) added.indicators.push(row);
  }
}

async function parseOwn(files: readonly string[]): Promise<Pick<Content, 'sigma' | 'checks' | 'actors' | 'problems'>> {
  const problems: Problem[] = [];
  const sigma: SigmaDocument[] = [];
  const checks: CheckDescription[] = [];
  const actors: ActorProfile[] = [];
  for (const path of files.filter(isYaml)) {
    const folder = path.split('/', 1)[0];
    if (folder !== 'sigma' && folder !== 'checks' && folder !== 'campaigns') continue;
    const { text, problem } = await readText(join(OWN_DATA, path), MAX_YAML_CHARACTERS);
    if (problem !== undefined) problems.push({ ...problem, file: path });
    if (text === undefined) continue;
    if (folder === 'sigma') {
      readSigma(text, path, sigma, problems);
      continue;
    }
    const parsed = parseYaml(text, path);
    problems.push(...parsed.problems);
    for (const { value, line } of parsed.documents) {
      const result = folder === 'checks' ? CheckFile.safeParse(value) : ActorProfile.safeParse(value);
      if (!result.success) {
        const issue = result.error.issues[0];
        problems.push({
          code: 'ALC-R001',
          file: path,
          line,
          detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`,
        });
      } else if ('checks' in result.data) checks.push(...result.data.checks);
      else actors.push(result.data);
    }
  }
  checks.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { sigma, checks, actors, problems };
}

/** Sigma rules of a folder or a single file that somebody else wrote. */
async function readDirectory(
  directory: string,
  sigma: SigmaDocument[],
  problems: Problem[],
  cache: string | undefined,
): Promise<void> {
  if (isYaml(directory)) {
    const { text, problem } = await readText(directory, MAX_YAML_CHARACTERS);
    if (problem !== undefined) problems.push(problem);
    if (text !== undefined) readSigma(text, directory, sigma, problems);
    return;
  }
  const listed = await listFiles(directory);
  problems.push(...listed.problems);
  const files: { readonly origin: string; readonly text: string }[] = [];
  for (const relative of listed.files.filter(isYaml)) {
    const path = join(directory, relative);
    const { text, problem } = await readText(path, MAX_YAML_CHARACTERS);
    const origin = path.split(sep).join('/');
    if (problem !== undefined) problems.push({ ...problem, file: origin });
    if (text !== undefined) files.push({ origin, text });
  }
  const parse = (): ParsedFile[] => files.map(({ origin, text }) => parseYaml(text, origin));
  const texts = files.map(({ text }) => text);
  const parsed = cache === undefined || files.length < FEWEST_FILES ? parse() : parsedThroughCache(cache, texts, parse);
  parsed.forEach((file, i) => {
    takeSigma(file, files[i]?.origin ?? directory, sigma, problems);
  });
}

function readSigma(text: string, origin: string, sigma: SigmaDocument[], problems: Problem[]): void {
  takeSigma(parseYaml(text, origin), origin, sigma, problems);
}

function takeSigma(parsed: ParsedFile, origin: string, sigma: SigmaDocument[], problems: Problem[]): void {
  // What was kept may have been read from a copy elsewhere.
  for (const problem of parsed.problems) problems.push({ ...problem, file: origin });
  for (const { value, line } of parsed.documents) {
    if (isSigmaDocument(value)) sigma.push({ origin, document: value });
    else problems.push({ code: 'ALC-R001', file: origin, line, detail: 'neither a Sigma rule nor a correlation' });
  }
}

async function versionOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of files) {
    const bytes = await readFile(join(OWN_DATA, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}
