/** What somebody saw of an address: with who saw it, how, and out of what. Two sources never become one number. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const ObservationKind = z.enum(['exposed', 'vulnerable', 'compromised', 'web-shell', 'patched', 'clean']);
export type ObservationKind = z.infer<typeof ObservationKind>;

export interface NewObservation {
  readonly address: string;
  readonly port?: number;
  readonly hostname?: string;
  /** ISO, UTC. */
  readonly at: string;
  readonly source: string;
  readonly detector: string;
  readonly detectorVersion: string;
  readonly method: string;
  readonly denominator?: string;
  readonly kind: ObservationKind;
  readonly vulnerability?: string;
  readonly url?: string;
  readonly country?: string;
  readonly sector?: string;
  /** The row as it came, by column. */
  readonly raw: Readonly<Record<string, string>>;
}

/** What holds for a whole report, where its rows do not say it themselves. */
export interface ReportOptions {
  readonly source: string;
  readonly detector?: string;
  readonly detectorVersion?: string;
  readonly method?: string;
  readonly denominator?: string;
  readonly kind?: ObservationKind;
  readonly vulnerability?: string;
  /** ISO, UTC: for rows that tell no time. */
  readonly at?: string;
}

/** Equal rows of equal reports have equal keys, in whatever order their columns stand; lower-case hexadecimal. */
export function observationKey(one: NewObservation): string {
  const raw = Object.entries(one.raw)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const told = [
    one.address,
    one.port ?? 0,
    one.at,
    one.source,
    one.detector,
    one.detectorVersion,
    one.method,
    one.kind,
  ];
  return createHash('sha256')
    .update(JSON.stringify([...told, one.vulnerability ?? '', one.url ?? '', one.hostname ?? '', raw]))
    .digest('hex');
}
