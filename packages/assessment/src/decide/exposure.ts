import type { Finding } from '@allclear/model';
import { entityValues } from './phrases.js';

/** Looks from outside that this server did not refuse: it was open then, whatever its build says now. */
export function seenOpen(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    (f) => f.outcome === 'exposure' && f.vulnerabilities.length > 0 && entityValues([f], 'client').length > 0,
  );
}
