/** Files that are not logs: read as a whole, turned into facts that rules judge. */
import { createHash } from 'node:crypto';
import { type Baseline, BaselineIndex, type KnownGoodFiles, loadKnownGood } from '@allclear/content';
import { compiledPageFacts, fileFact, type KnownGood } from '@allclear/detection';
import type { BuildSighting, FactEvent, Problem } from '@allclear/model';
import {
  type FileArea,
  parseAgentsConfig,
  parseIisConfig,
  parsePe,
  parsePowerShellHistory,
  parseRegistry,
  parseRegistryText,
  parseTaskXml,
  parseToolLog,
  parseWerReport,
  parseWmiRepository,
  prefetchFacts,
} from '@allclear/parsers';
import type { HostClue, StateFact } from './file-report.js';
import type { InspectedFile, Inspection } from './inspection.js';
import { inspectRegistry } from './registry-inspection.js';

export interface FactContext {
  readonly knownGood: KnownGood;
}

/** Folders below the install directory that hold the genuine names of an area. */
const AREA_FOLDERS: Partial<Record<FileArea, readonly string[]>> = {
  'owa-auth': ['FrontEnd\\HttpProxy\\owa\\auth', 'ClientAccess\\owa\\auth'],
  'ecp-auth': ['FrontEnd\\HttpProxy\\ecp\\auth'],
  oab: ['FrontEnd\\HttpProxy\\OAB'],
};

export function factContext(files: KnownGoodFiles = loadKnownGood(), baselines: readonly Baseline[] = []): FactContext {
  const vouched = new BaselineIndex(baselines);
  return {
    knownGood: {
      pathHashes: (path) => files.pathHashes(path),
      knownNames: (area) => (AREA_FOLDERS[area] ?? []).flatMap((folder) => files.namesIn(folder)),
      coversBuild: (build) => files.coversBuild(build),
      accepts: (path, sha256) => vouched.accepts(path, sha256),
    },
  };
}

/** Configuration kinds that later steps need beside findings. */
const STATE_KINDS = new Set(['extendedProtection', 'rewriteRule', 'httpLogging', 'logFile', 'site']);
const STATE_LIMIT = 500;

export function inspectFile(file: InspectedFile, context: FactContext): Inspection {
  const name = fileName(file);
  const options = { file: file.windowsPath ?? file.path, name };
  const facts: FactEvent[] = [];
  const problems: Problem[] = [];
  const add = (result: { readonly facts: readonly FactEvent[]; readonly problems: readonly Problem[] }): void => {
    for (const fact of result.facts) facts.push(fact);
    problems.push(...result.problems);
  };
  switch (file.artifact) {
    case 'application-host-config':
    case 'iis-config-history':
      add(parseIisConfig(file.bytes, options));
      break;
    case 'web-config':
      add(parseIisConfig(file.bytes, options));
      add(fileFacts(file, context));
      break;
    case 'agents-config':
      add(parseAgentsConfig(file.bytes, options));
      break;
    case 'scheduled-task':
      add(parseTaskXml(file.bytes, options));
      break;
    case 'compiled-page':
      add(compiledPageFacts(file.bytes, { ...options, size: file.size }));
      break;
    case 'wer-report':
      add(parseWerReport(file.bytes, options));
      break;
    case 'tool-log':
      add(parseToolLog(file.bytes, options));
      break;
    case 'registry-hive':
      return inspectRegistry(file, parseRegistry(file.bytes, { ...options, logs: file.companions ?? [] }));
    case 'registry-export':
      return inspectRegistry(file, parseRegistryText(file.bytes));
    case 'registry-log':
      return { events: [], problems, builds: [], hosts: [], state: [] };
    case 'wmi-repository':
      add(parseWmiRepository(file.bytes));
      break;
    case 'powershell-history':
      add(parsePowerShellHistory(file.bytes, options));
      break;
    case 'prefetch':
      add(prefetchFacts(file.bytes));
      break;
    case 'velociraptor-metadata':
      return { events: [], problems, builds: [], hosts: collectorClues(file.bytes), state: [] };
    default:
      add(fileFacts(file, context));
  }
  const state = facts
    .filter((fact) => STATE_KINDS.has(fact.get('kind') ?? '') || isUnverified(fact) || file.artifact === 'prefetch')
    .slice(0, STATE_LIMIT)
    .map((fact) => plain(fact, file));
  const whole = file.bytes.length === file.size;
  return {
    events: facts,
    problems,
    builds: buildOf(file, name),
    hosts: [],
    state,
    ...(whole ? { sha1: digest('sha1', file.bytes), md5: digest('md5', file.bytes) } : {}),
  };
}

function fileFacts(
  file: InspectedFile,
  { knownGood }: FactContext,
): { readonly facts: readonly FactEvent[]; readonly problems: readonly Problem[] } {
  const whole = file.bytes.length === file.size;
  const { fact, problems } = fileFact(
    {
      path: file.windowsPath ?? file.path.replaceAll('/', '\\'),
      size: file.size,
      sha256: file.sha256,
      ...(whole ? { sha1: digest('sha1', file.bytes), md5: digest('md5', file.bytes) } : {}),
      ...(file.modified === undefined ? {} : { modified: file.modified }),
      bytes: file.bytes,
    },
    { knownGood },
  );
  return { facts: [fact], problems };
}

/** Executable pages whose genuineness depends on the build, which only all files together tell. */
function isUnverified(fact: FactEvent): boolean {
  const known = fact.get('knownGood');
  return (
    fact.get('executable') === 'true' &&
    fact.get('web') === 'true' &&
    (known === 'known-name' || known === 'not-covered')
  );
}

function plain(fact: FactEvent, file: InspectedFile): StateFact {
  const values: Record<string, string> = { '@category': fact.logSource.category ?? '', '@file': file.path };
  for (const name of fact.fieldNames()) if (name !== 'content' && name !== 'code') values[name] = fact.get(name) ?? '';
  return values;
}

/** ExSetup.exe is what Microsoft itself asks for the build; other files of Exchange only come close. */
function buildOf(file: InspectedFile, name: string): BuildSighting[] {
  if (file.artifact !== 'exchange-binary') return [];
  const version = parsePe(file.bytes).facts?.version;
  if (version?.file === undefined || !/^1[45]\./.test(version.file)) return [];
  const certain = /^exsetup\.exe$/i.test(name);
  return [{ build: version.file, source: certain ? 'file-version' : 'other', place: file.path }];
}

const CLUE_LIMIT = 1 << 20;

/** `client_info.json` and `collection_context.json` of a Velociraptor collection name the machine. */
function collectorClues(bytes: Uint8Array): HostClue[] {
  if (bytes.length > CLUE_LIMIT) return [];
  const text = new TextDecoder().decode(bytes);
  const clues: HostClue[] = [];
  for (const [, key, value] of text.matchAll(/"(fqdn|hostname)"\s*:\s*"([A-Za-z0-9.-]{1,253})"/gi)) {
    if (key && value)
      clues.push({
        name: value.toLowerCase(),
        source: 'Velociraptor client information',
        weight: /fqdn/i.test(key) ? 9 : 8,
      });
  }
  return clues.slice(0, 4);
}

function fileName(file: InspectedFile): string {
  return (file.windowsPath ?? file.path).split(/[\\/]/).at(-1) ?? file.path;
}

function digest(algorithm: 'sha1' | 'md5', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
