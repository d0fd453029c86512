/** One host's evidence -> its Assessment. A pure function: equal evidence and content give equal bytes. */

import type { BuildTable, Content, KnownGoodFiles, Wave } from '@allclear/content';
import type { IndicatorIndex } from '@allclear/detection';
import { exchangeInstallPath } from '@allclear/evidence';
import {
  type Assessment,
  ATTACK_VERSION,
  type BuildSighting,
  type Host,
  type Problem,
  SCHEMA_VERSION,
} from '@allclear/model';
import { actorHints } from './correlate/actors.js';
import { summariseClients } from './correlate/clients.js';
import { collectFindings } from './correlate/collect-findings.js';
import { fileSystemSightings, withoutCopies } from './correlate/file-system/index.js';
import { type HostEvidence, mergeSightings } from './correlate/host-evidence.js';
import { nameHost } from './correlate/host-name.js';
import { indicatorSightings } from './correlate/indicators.js';
import { listMailboxes } from './correlate/mailboxes.js';
import { pageSightings } from './correlate/page-sightings.js';
import { proxiesOf } from './correlate/page-surroundings.js';
import { countProbes, countRequests } from './correlate/requests.js';
import { buildTimeline, summarisePhases } from './correlate/timeline.js';
import { judgeUnverified, withoutOverruled } from './correlate/unverified-pages.js';
import { listWebShells } from './correlate/web-shells.js';
import { actionsOf } from './decide/actions.js';
import { answersOf } from './decide/answers.js';
import { checkResults } from './decide/checks.js';
import { coverageOf } from './decide/coverage.js';
import { patchState } from './decide/patch-state.js';
import { judgeWaves, type WaveAnswer } from './decide/sufficiency.js';
import { axesOf, successes, verdictOf } from './decide/verdict.js';
import { hostActivity, tellEventLogs } from './events/host-activity.js';
import type { LogDoubt } from './events/log-coverage.js';
import type { CompiledContent } from './run/rules.js';
import { TOOL_VERSION } from './version.js';

export interface Knowledge {
  readonly content: Content;
  readonly compiled: CompiledContent;
  readonly builds: BuildTable;
  readonly waves: readonly Wave[];
  readonly knownGood: KnownGoodFiles;
  readonly indicators: IndicatorIndex;
}

/**
 * The Assessment of one host: a pure function of its merged evidence and the knowledge, so equal input gives an equal
 * document (without `run`). `problems` are those of the whole run and stand first in the coverage.
 */
export function assessHost(
  evidence: HostEvidence,
  knowledge: Knowledge,
  hostName: string | undefined,
  problems: readonly Problem[],
): Assessment {
  const { content, compiled, builds } = knowledge;
  const web = evidence.artifacts.get('iis-log')?.statistics;
  const proxy = evidence.artifacts.get('exchange-httpproxy')?.statistics;
  const patch = patchState(evidence, builds);
  const rejudged = judgeUnverified(evidence, patch.current?.build, knowledge.knownGood, compiled);
  const pages = pageSightings(
    evidence,
    withoutOverruled(evidence.sightings, rejudged.overruled),
    knowledge.knownGood,
    compiled,
  );
  const others = mergeSightings([
    ...pages.records,
    ...pages.sightings,
    ...indicatorSightings(evidence, installPath(evidence), knowledge.indicators, compiled),
    ...rejudged.sightings,
  ]);
  const disk = fileSystemSightings(evidence, others, knowledge.knownGood, compiled);
  const sightings = mergeSightings([...withoutCopies(others, evidence), ...disk.sightings]);
  const rulesById = new Map(compiled.rules.map((rule) => [rule.id, rule]));
  const findings = collectFindings(sightings, compiled, evidence);
  const coverage = coverageOf(evidence);
  coverage.problems.unshift(...problems);
  const activity = hostActivity(evidence, findings);
  tellEventLogs(coverage, activity);
  const waves = judgeWaves(knowledge.waves, coverage, patch, builds).map((wave) =>
    asFarAsLogged(asFarAsRead(wave, problems), [...activity.doubts, ...disk.doubts]),
  );
  const host = describeHost(evidence, hostName, patch.current);
  const verdict = verdictOf(findings, waves, host.isExchange === 'yes');
  const shells = listWebShells(evidence, findings, web ?? proxy);
  const mailboxes = listMailboxes(findings, sightings);
  const acts = successes(findings);
  const hostile = acts.length > 0 ? findings.filter((f) => f.outcome === 'attempt' || acts.includes(f)) : [];
  const first = hostile
    .map((f) => f.first)
    .filter((t): t is string => t !== undefined)
    .sort()[0];
  const last = hostile
    .map((f) => f.last ?? f.first)
    .filter((t): t is string => t !== undefined)
    .sort()
    .at(-1);
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'allclear', version: TOOL_VERSION, content: knowledgeVersion(content), attack: ATTACK_VERSION },
    host,
    verdict,
    axes: axesOf(verdict, patch, shells, findings),
    answers: answersOf({
      verdict,
      findings,
      shells,
      mailboxes,
      patch,
      coverage,
      waves,
      isExchange: host.isExchange === 'yes',
      countRequests: (some) => countRequests(some, sightings, rulesById),
      countProbes: (some) => countProbes(some, sightings, rulesById),
      proxies: proxiesOf(web ?? proxy),
    }),
    incident: { ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) },
    patch,
    phases: summarisePhases(findings),
    webShells: shells,
    mailboxes,
    clients: summariseClients(
      findings,
      web ?? proxy,
      (address) => addressContext(knowledge.indicators, address),
      sightings,
    ),
    actors: actorHints(findings, content.actors),
    actions: actionsOf(verdict, findings, shells, patch, waves),
    findings,
    timeline: buildTimeline(findings, patch, activity.timeline),
    ...(activity.processes.length === 0 ? {} : { processes: activity.processes }),
    ...(activity.logons.length === 0 ? {} : { logons: activity.logons }),
    checks: checkResults(content.checks, findings, evidence, patch, compiled.rules),
    coverage,
  };
}

/** Names exactly what was known: the shipped knowledge, and each added pack by name and content. */
function knowledgeVersion(content: Content): string {
  return [content.version, ...content.packs.map((pack) => `${pack.name}@${pack.hash}`)].join(' + ');
}

function describeHost(evidence: HostEvidence, given: string | undefined, current: BuildSighting | undefined): Host {
  const servers = [...evidence.artifacts.values()].flatMap((a) => a.statistics?.servers ?? []);
  const found = nameHost(evidence.clues, servers);
  const install = installPath(evidence);
  const product = current?.name && `${current.name} (${current.build})`;
  const exchange =
    install !== undefined ||
    [...evidence.artifacts.keys()].some((id) => id.startsWith('exchange-') || id === 'oab-generator');
  return {
    name: given ?? found.name,
    nameSource: given === undefined ? found.source : 'given with --host',
    ...(product === undefined ? {} : { product }),
    root: evidence.root,
    layout: evidence.layout,
    ...(install === undefined ? {} : { exchangeInstallPath: install }),
    isExchange: exchange || product !== undefined ? 'yes' : mentionsExchange(evidence) ? 'yes' : 'unknown',
  };
}

function installPath(evidence: HostEvidence): string | undefined {
  for (const { windowsPath } of evidence.reports) {
    const found = windowsPath === undefined ? undefined : exchangeInstallPath(windowsPath);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Containers that could not be read to their end: what else they held cannot be known. */
const CUT_SHORT: ReadonlySet<Problem['code']> = new Set(['ALC-E004', 'ALC-E005', 'ALC-E007']);

function asFarAsRead(wave: WaveAnswer, problems: readonly Problem[]): WaveAnswer {
  const cut = problems.find((p) => CUT_SHORT.has(p.code));
  if (wave.status !== 'covered' || cut === undefined) return wave;
  return {
    ...wave,
    status: 'not-covered',
    missing: [`${cut.file ?? 'the evidence'} was not read whole: ${cut.detail}`],
  };
}

/** Logs that were cleared or switched off since the wave began, or a clock that was moved, leave room for what is not seen. */
function asFarAsLogged(wave: WaveAnswer, doubts: readonly LogDoubt[]): WaveAnswer {
  const since = Date.parse(`${wave.wave.from}T00:00:00Z`);
  const own = doubts.filter(({ time }) => time === undefined || time >= since).map(({ text }) => text);
  if (wave.status !== 'covered' || own.length === 0) return wave;
  return { ...wave, status: 'not-covered', missing: [...new Set(own)] };
}

/** Exchange's setup names its second web site so, in every language. */
const BACK_END = 'Exchange Back End';

/** Its web site or its virtual directories in the logs tell an Exchange server, even when nothing else was collected. */
function mentionsExchange(evidence: HostEvidence): boolean {
  if (evidence.state.some((s) => s.site === BACK_END || s.name === BACK_END)) return true;
  const pages = evidence.artifacts.get('iis-log')?.statistics?.pages ?? [];
  return pages.some(({ key }) => /^\/(owa|ecp|ews|autodiscover|microsoft-server-activesync|mapi|oab)\//.test(key));
}

function addressContext(indicators: IndicatorIndex, address: string): string[] {
  return indicators
    .byAddress(address)
    .map((hit) =>
      `published ${hit.published ?? ''}: ${hit.context} (${hit.campaigns.join(', ')}); addresses change hands`.replace(
        'published :',
        'published:',
      ),
    );
}
