/**
 * Rows of reports -> observations, by the names of their columns: Shadowserver's scan_exchange, scan6_exchange, compromised_website(6)
 * and special reports, own scans, lists of addresses. Column names: shadowserver.org, "What we are doing", report pages.
 */
import {
  ObservationKind as Kinds,
  type NewObservation,
  type ObservationKind,
  type ReportOptions,
} from './observation.js';
import { addressOf, countryOf, hostNameOf, portOf, timeOf, vulnerabilitiesIn } from './values.js';

export type ReportType =
  | 'scan_exchange'
  | 'scan6_exchange'
  | 'compromised_website'
  | 'compromised_website6'
  | 'special'
  | 'scan'
  | 'addresses';

/** A row by column, names in lower case. */
export type ReportRow = Readonly<Record<string, string>>;

const MAX_RAW = 2000;

/** By the name of the file, else by the columns that only this report has. */
export function reportTypeOf(columns: readonly string[], fileName = ''): ReportType {
  const name = fileName.toLowerCase();
  for (const type of ['scan6_exchange', 'scan_exchange', 'compromised_website6', 'compromised_website'] as const)
    if (name.includes(type)) return type;
  if (name.includes('special')) return 'special';
  const has = (column: string): boolean => columns.includes(column);
  if (has('servername') && has('tag')) return 'scan_exchange';
  if (has('http_host') || has('cc_url') || has('detected_since')) return 'compromised_website';
  if (has('tag') || has('infection')) return 'special';
  return has('detector') || has('method') || has('vulnerable') || has('kind') ? 'scan' : 'addresses';
}

/** One row may say several things: that a server is open, and that a shell is on it. Undefined with the reason: it says nothing. */
export function observationsOf(
  row: ReportRow,
  type: ReportType,
  options: ReportOptions,
): { readonly observations: readonly NewObservation[] } | { readonly problem: string } {
  const address = addressOf(row.ip ?? row.src_ip ?? row.address);
  if (address === undefined) return { problem: 'no address' };
  const at = timeOf(row.timestamp ?? row.observed_at ?? row.time ?? row.date) ?? options.at;
  if (at === undefined) return { problem: 'no time' };
  const hostname = hostNameOf(row.hostname) ?? hostNameOf(row.http_host);
  const port = portOf(row.port ?? row.src_port);
  const country = countryOf(row.geo ?? row.country ?? row.src_geo);
  const sector = row.sector?.trim().slice(0, 100);
  const url = row.url?.trim().slice(0, 1000);
  const raw = Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name.slice(0, 100), value.slice(0, MAX_RAW)]),
  );
  const common = {
    address,
    at,
    ...detectorOf(row, type, options),
    ...(port === undefined ? {} : { port }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(country === undefined ? {} : { country }),
    ...(sector === undefined || sector === '' ? {} : { sector }),
    ...(options.denominator === undefined ? {} : { denominator: options.denominator }),
    raw,
  };
  const observations = meanings(row, type, options).map(
    ({ kind, vulnerability }): NewObservation => ({
      ...common,
      kind,
      ...(vulnerability === undefined ? {} : { vulnerability }),
      ...(url === undefined || url === '' || (kind !== 'web-shell' && kind !== 'compromised') ? {} : { url }),
    }),
  );
  return { observations };
}

interface Meaning {
  readonly kind: ObservationKind;
  readonly vulnerability?: string;
}

function meanings(row: ReportRow, type: ReportType, options: ReportOptions): Meaning[] {
  const tags = `${row.tag ?? ''};${row.category ?? ''};${row.family ?? ''};${row.infection ?? ''}`.toLowerCase();
  const shell = /web-?shell/.test(tags);
  const listed = vulnerabilitiesIn(`${tags};${row.vulnerability ?? ''};${row.vuln ?? ''}`);
  const vulnerability = listed.length > 0 ? listed.join(',') : options.vulnerability;
  const known = vulnerability === undefined ? {} : { vulnerability };
  switch (type) {
    case 'scan_exchange':
    case 'scan6_exchange': {
      const found: Meaning[] = [];
      if (shell) found.push({ kind: 'web-shell' });
      if (listed.length > 0) found.push({ kind: 'vulnerable', vulnerability: listed.join(',') });
      else if (!shell) found.push({ kind: options.kind ?? 'exposed' });
      return found;
    }
    case 'compromised_website':
    case 'compromised_website6':
      return [{ kind: shell ? 'web-shell' : 'compromised' }];
    case 'special':
      if (shell) return [{ kind: 'web-shell' }];
      if (/\bvulnerable\b/.test(tags) || (listed.length > 0 && !/compromis|victim|infect/.test(tags)))
        return [{ kind: options.kind ?? 'vulnerable', ...known }];
      return [{ kind: options.kind ?? 'compromised', ...known }];
    case 'scan': {
      const kind = Kinds.safeParse(row.kind?.trim().toLowerCase());
      if (kind.success) return [{ kind: kind.data, ...known }];
      const open = /^(?:1|true|yes|vulnerable)$/i.test(row.vulnerable?.trim() ?? '');
      const closed = /^(?:0|false|no|patched)$/i.test(row.vulnerable?.trim() ?? '');
      return [{ kind: open ? 'vulnerable' : closed ? 'patched' : (options.kind ?? 'exposed'), ...known }];
    }
    default:
      return [{ kind: options.kind ?? 'exposed', ...known }];
  }
}

/** Who saw it, with which version, how: of the row, else of the report. A version is what another count may come from. */
function detectorOf(
  row: ReportRow,
  type: ReportType,
  options: ReportOptions,
): Pick<NewObservation, 'source' | 'detector' | 'detectorVersion' | 'method'> {
  const own = type === 'scan' || type === 'addresses';
  const named = (own ? row.detector?.trim() : undefined) ?? options.detector ?? (own ? 'unnamed' : type);
  const split = /^(.{1,100}?)\s+v?(\d[\w.-]{0,30})$/.exec(named);
  const version =
    (own ? (row.detector_version ?? row.version) : undefined)?.trim() || options.detectorVersion || split?.[2] || '';
  return {
    source: ((own ? row.source?.trim() : undefined) || options.source).slice(0, 200),
    detector: (split?.[1] ?? named).slice(0, 200),
    detectorVersion: version.slice(0, 100),
    method: ((own ? row.method?.trim() : undefined) || (options.method ?? '')).slice(0, 200),
  };
}
