/** What a finding is about, so that it is known again in other evidence of the same server, laid out another way. */
import type { Finding } from '@allclear/model';
import { actOf } from '../plan/index.js';

/** Same rule about the same thing on the server. Finding ids hold the place in the evidence, which another collection changes. */
export function identityOf(finding: Finding): string {
  return `${finding.rule.id}\u001f${subjectOf(finding).toLowerCase()}`;
}

/** The thing alone: two rules may see the same file. */
export function subjectOf(finding: Finding): string {
  const { remnant } = finding;
  if (remnant) {
    const act = actOf(remnant);
    if (act) {
      const { do: _do, ...values } = act;
      if ('path' in values && typeof values.path === 'string') return values.path;
      const text = Object.entries(values)
        .filter(([name]) => name !== 'sha256' && name !== 'size')
        .map(([, value]) => String(value));
      if (text.length > 0) return text.join(' ');
    }
    const named = remnant.target.path ?? remnant.target.name ?? remnant.target.key;
    if (named !== undefined) return named;
  }
  return finding.entities
    .filter((entity) => entity.kind !== 'hash' && entity.kind !== 'server')
    .map((entity) => entity.value)
    .join(' ');
}
