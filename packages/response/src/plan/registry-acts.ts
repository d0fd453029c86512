/** Facts out of the registry -> what puts the setting right: removed, taken out of a list, or set to what Windows has there. */
import type { Act } from './step.js';

type Values = Readonly<Record<string, string>>;
type RegistryAct = Extract<Act, { do: 'remove-registry-value' }>;

/** Lists that hold Windows' own entries, too: by the kind of the fact, and the field that has the entry. */
const LISTS: Readonly<Record<string, 'image' | 'command'>> = {
  'lsa-authentication': 'image',
  'lsa-notification': 'image',
  'lsa-security': 'image',
  'app-init': 'image',
  'boot-execute': 'command',
};

/** Values that Windows cannot do without, by `kind/name of the value`. Source: a freshly installed Windows Server 2016. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'winlogon/userinit': 'C:\\Windows\\system32\\userinit.exe,',
  'winlogon/shell': 'explorer.exe',
  'winlogon/vmapplet': 'SystemPropertiesPerformance.exe /pagefile',
  'safe-mode-shell/alternateshell': 'cmd.exe',
  'stored-passwords/uselogoncredential': '0',
  'remote-desktop/portnumber': '3389',
  'event-log/start': '2',
  'event-log-size/maxsize': '20971520',
  'event-channel/enabled': '1',
};

/** Facts whose value lies in a key below the one that they name. */
function keyOf(kind: string | undefined, key: string, target: Values): string {
  if (kind === 'com-server' && target.server !== undefined) return `${key}\\${target.server}`;
  return kind === 'network-provider' ? `${key}\\NetworkProvider` : key;
}

export function registryAct(target: Values): RegistryAct | undefined {
  const { kind, value } = target;
  const key = target.key ?? target.keyPath ?? target.registryKey;
  if (key === undefined || key === '') return eventAct(target);
  const act: RegistryAct = { do: 'remove-registry-value', key: keyOf(kind, key, target) };
  // The value of a class is the one without a name; Windows events tell values under other names.
  const name = value ?? target.valueName ?? target.value_name ?? (kind === 'com-server' ? '' : undefined);
  if (name === undefined) return act;
  const list = kind === undefined ? undefined : LISTS[kind];
  const entry = list === undefined ? undefined : target[list];
  const instead = DEFAULTS[`${kind ?? ''}/${name.toLowerCase()}`];
  return {
    ...act,
    value: name,
    ...(entry === undefined || entry === '' ? {} : { entry }),
    ...(instead === undefined ? {} : { instead }),
  };
}

/** Sysmon tells key and value as one path. */
function eventAct(target: Values): RegistryAct | undefined {
  const path = target.TargetObject;
  const cut = path?.lastIndexOf('\\') ?? -1;
  if (path === undefined || cut <= 0) return undefined;
  return { do: 'remove-registry-value', key: path.slice(0, cut), value: path.slice(cut + 1) };
}

/** Windows' own logging, in contrast to that of the web server. */
export function isHostLogSetting({ kind }: Values): boolean {
  return kind === 'event-log' || kind === 'event-log-size' || kind === 'event-channel';
}
