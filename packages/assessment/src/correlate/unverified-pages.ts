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

export function judgeUnverified(
  evidence: HostEvidence,
  build: string | undefined,
  known: KnownGoodFiles,
  compiled: CompiledContent,
): Sighting[] {
  if (build === undefined || !known.coversBuild(build)) return [];
  const sightings: Sighting[] = [];
  for (const state of evidence.state) {
    if (state['@category'] !== 'file') continue;
    const relative = state['relativePath'];
    if (relative === undefined) continue;
    const hashes = known.pathHashes(relative);
    const verdict = hashes === undefined ? (LISTED.has(state['area'] ?? '') ? 'unknown' : undefined) : 'tampered';
    if (verdict === undefined) continue;
    const time = state['modified'] === undefined ? undefined : Date.parse(state['modified']);
    const values = Object.fromEntries(Object.entries(state).filter(([key]) => !key.startsWith('@')));
    const event = new FactEvent({ product: 'allclear', category: 'file' }, { ...values, knownGood: verdict }, {}, time);
    const rules = compiled.ruleSet.matchFact(event);
    const before = new FactEvent({ product: 'allclear', category: 'file' }, values, {}, time);
    const old = new Set(compiled.ruleSet.matchFact(before).map((rule) => rule.rule.id));
    const store = new SightingStore(state['@file'] ?? '', compiled.ruleSet, compiled.metaOf);
    // Rules that matched without knowing the build have been counted already.
    for (const rule of rules) if (!old.has(rule.rule.id)) store.add(rule, event, {});
    sightings.push(...store.sightings());
  }
  return sightings;
}
