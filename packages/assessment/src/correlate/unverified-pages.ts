/**
 * Executable pages whose genuineness hangs on the server's build. One file cannot tell the build; all files together
 * can, so these are judged again once the build is known.
 */
import type { KnownGoodFiles } from '@allclear/content';
import { FactEvent } from '@allclear/model';
import type { CompiledContent } from '../run/rules.js';
import type { Sighting } from '../scan/file-report.js';
import { SightingStore } from '../scan/sighting-store.js';
import type { HostEvidence } from './host-evidence.js';

/** Areas whose genuine pages are known in full. */
const LISTED = new Set(['owa-auth', 'ecp-auth', 'oab', 'frontend', 'clientaccess']);

export interface Rejudged {
  readonly sightings: readonly Sighting[];
  /** `overruledKey` of sightings that the build shows to be wrong. */
  readonly overruled: ReadonlySet<string>;
}

export function judgeUnverified(
  evidence: HostEvidence,
  build: string | undefined,
  known: KnownGoodFiles,
  compiled: CompiledContent,
): Rejudged {
  const sightings: Sighting[] = [];
  const overruled = new Set<string>();
  if (build === undefined || !known.coversBuild(build)) return { sightings, overruled };
  for (const state of evidence.state) {
    if (state['@category'] !== 'file') continue;
    const relative = state.relativePath;
    if (relative === undefined) continue;
    const hashes = known.pathHashes(relative);
    const verdict = hashes === undefined ? (LISTED.has(state.area ?? '') ? 'unknown' : undefined) : 'tampered';
    if (verdict === undefined) continue;
    const time = state.modified === undefined ? undefined : Date.parse(state.modified);
    const values = Object.fromEntries(Object.entries(state).filter(([key]) => !key.startsWith('@')));
    const event = new FactEvent({ product: 'allclear', category: 'file' }, { ...values, knownGood: verdict }, {}, time);
    const before = new FactEvent({ product: 'allclear', category: 'file' }, values, {}, time);
    const old = new Set(compiled.ruleSet.matchFact(before).map((rule) => rule.rule.id));
    const rules = compiled.ruleSet.matchFact(event);
    const file = state['@file'] ?? '';
    const store = new SightingStore(file, compiled.ruleSet, compiled.metaOf);
    // Rules that matched without knowing the build have been counted already; those that no longer match are taken back.
    for (const rule of rules) if (!old.has(rule.rule.id)) store.add(rule, event, {});
    for (const id of old) if (!rules.some((rule) => rule.rule.id === id)) overruled.add(overruledKey(id, file));
    sightings.push(...store.sightings());
  }
  return { sightings, overruled };
}

function overruledKey(ruleId: string, file: string): string {
  return `${ruleId}\n${file}`;
}

export function withoutOverruled(sightings: readonly Sighting[], overruled: ReadonlySet<string>): Sighting[] {
  if (overruled.size === 0) return [...sightings];
  return sightings.flatMap((sighting) => {
    const records = sighting.records.filter((r) => !overruled.has(overruledKey(sighting.ruleId, r.place.file)));
    if (records.length === sighting.records.length) return [sighting];
    return records.length === 0 ? [] : [{ ...sighting, records, count: records.length }];
  });
}
