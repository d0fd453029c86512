/** What a finding leaves on the server to be removed or undone, with the values that find it again. */
import type { LogSource, Remnant, RemnantKind } from '@allclear/model';

const EXECUTABLE = /\.(?:aspx|ashx|asmx|asax|ascx|asp|asa|cer|cdx|svc|soap|master|cshtml|vbhtml|rem|php|jsp|jspx)$/i;

const CONFIGURATION_KINDS: Readonly<Record<string, RemnantKind>> = {
  virtualDirectory: 'iis-virtual-directory',
  isapiFilter: 'iis-module',
  globalModule: 'iis-module',
  nativeModule: 'iis-module',
  managedModule: 'iis-module',
  handler: 'iis-handler',
  buildProvider: 'iis-handler',
  machineKey: 'machine-key',
  logFile: 'log-setting',
  httpLogging: 'log-setting',
  transportAgent: 'transport-agent',
};

/** Fields that tell nothing about where a thing is: left out of the target. */
const NOISE = new Set(['content', 'code', 'line', 'magic', 'knownGood', 'depth', 'web', 'area', 'count']);

export interface RemnantSource {
  readonly logSource: LogSource | undefined;
  /** What the rule itself says it leaves. */
  readonly declared: RemnantKind | undefined;
  readonly present: boolean;
  /** Fields of the first record. */
  readonly fields: Readonly<Record<string, string>>;
}

export function remnantOf(source: RemnantSource): Remnant | undefined {
  const kind = source.declared ?? (source.present ? inferred(source.logSource, source.fields) : undefined);
  if (kind === undefined) return undefined;
  const target: Record<string, string> = {};
  for (const [name, value] of Object.entries(source.fields)) if (!NOISE.has(name)) target[name] = value;
  return { kind, target };
}

function inferred(logSource: LogSource | undefined, fields: Readonly<Record<string, string>>): RemnantKind | undefined {
  if (logSource?.product !== 'allclear') return undefined;
  switch (logSource.category) {
    case 'file':
    case 'indicator':
      if (fields.path === undefined) return undefined;
      return fields.executable === 'true' || EXECUTABLE.test(fields.path) ? 'page' : 'file';
    case 'compiled-page':
      return 'compiled-page';
    case 'scheduled-task':
      return 'scheduled-task';
    case 'configuration':
      return CONFIGURATION_KINDS[fields.kind ?? ''];
    default:
      return undefined;
  }
}
