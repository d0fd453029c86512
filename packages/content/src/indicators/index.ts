/** Published indicators (hashes, addresses, names …) with their sources: data/indicators. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export * from './list/index.js';

export const IndicatorRow = z.object({
  type: z.enum([
    'account-name',
    'cidr',
    'domain',
    'file-path',
    'filename',
    'firewall-rule',
    'http-header',
    'ipv4',
    'ipv6',
    'md5',
    'path-regex',
    'registry-value',
    'scheduled-task',
    'service-name',
    'sha1',
    'sha256',
    'string',
    'url',
    'url-path',
    'url-query-token',
    'url-regex',
    'user-agent',
    'webshell-parameter',
  ]),
  value: z.string(),
  context: z.string(),
  campaigns: z.array(z.string()),
  source: z.string(),
  published: z.string().optional(),
  /** The address has changed hands since. */
  historical: z.boolean().default(false),
  /** Too weak to stand alone. */
  contextOnly: z.boolean().default(false),
  /** Second-hand: never decides. */
  verify: z.boolean().default(false),
  withdrawn: z.boolean().default(false),
  /** The value is stored as base64, so that antivirus leaves the file alone. */
  encoded: z.boolean().default(false),
  /** Name of the added pack it came with; absent for the shipped ones. */
  pack: z.string().optional(),
});
export type IndicatorRow = z.infer<typeof IndicatorRow>;

const IndicatorFile = z.object({ about: z.string(), indicators: z.array(IndicatorRow) });

/** The shipped indicators, values decoded; throws only when the installation itself is damaged. */
export function loadIndicators(): IndicatorRow[] {
  const text = readFileSync(new URL('../../data/indicators/indicators.json', import.meta.url), 'utf8');
  return IndicatorFile.parse(JSON.parse(text)).indicators.map((row) =>
    row.encoded ? { ...row, value: Buffer.from(row.value, 'base64').toString('utf8') } : row,
  );
}
