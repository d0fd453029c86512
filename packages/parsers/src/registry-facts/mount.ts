/** Which part of the registry a tree of keys is, told by what stands in it: names of files can be anything. */
import type { RegistryKey } from '../regf/index.js';

export type HiveKind = 'system' | 'software' | 'sam' | 'security' | 'user' | 'user-classes' | 'amcache' | 'other';

export interface Mount {
  readonly kind: HiveKind;
  /** What Windows calls the tree: `HKLM\SYSTEM`, `HKU\<user>` … */
  readonly prefix: string;
  readonly root: RegistryKey;
  /** Name or SID of the user, where it is a user's. */
  readonly user?: string;
}

const has = (key: RegistryKey, name: string): boolean => key.subkey(name) !== undefined;

/** `path`: the Windows path of the hive's file, for the name of the user. */
export function mountHive(root: RegistryKey, path: string | undefined): Mount {
  const kind = hiveKind(root);
  const user = kind === 'user' || kind === 'user-classes' ? userOf(path, root) : undefined;
  return { kind, root, prefix: prefixOf(kind, user, path), ...(user === undefined ? {} : { user }) };
}

function hiveKind(root: RegistryKey): HiveKind {
  if (has(root, 'Select') || has(root, 'ControlSet001') || has(root, 'CurrentControlSet')) return 'system';
  if (has(root, 'SAM') && root.subkey('SAM')?.subkey('Domains')) return 'sam';
  if (
    has(root, 'Policy') &&
    (has(root, 'RXACT') || root.subkey('Policy')?.subkey('Secrets') || root.subkey('Policy')?.subkey('Accounts'))
  )
    return 'security';
  const inventory = root.subkey('Root');
  if (
    inventory &&
    ['InventoryApplicationFile', 'InventoryApplication', 'File', 'Programs'].some((name) => has(inventory, name))
  )
    return 'amcache';
  if (root.subkey('Microsoft')?.subkey('Windows NT') || root.subkey('Microsoft')?.subkey('Windows')) return 'software';
  if (
    has(root, 'Software') &&
    (has(root, 'Control Panel') || has(root, 'Environment') || root.subkey('Software')?.subkey('Microsoft'))
  )
    return 'user';
  if (has(root, 'Local Settings') || has(root, 'CLSID') || /_Classes$/i.test(root.name)) return 'user-classes';
  return 'other';
}

function userOf(path: string | undefined, root: RegistryKey): string | undefined {
  const folder = /\\(?:Users|Documents and Settings)\\([^\\]+)\\/i.exec(path ?? '')?.[1];
  if (folder !== undefined) return folder;
  const service = /\\ServiceProfiles\\([^\\]+)\\/i.exec(path ?? '')?.[1];
  if (service !== undefined) return service;
  if (/\\config\\(systemprofile\\|default$)/i.test(path ?? ''))
    return /default$/i.test(path ?? '') ? '.DEFAULT' : 'SYSTEM';
  return /^(S-1-5-[\d-]+?)(?:_Classes)?$/i.exec(root.name)?.[1];
}

function prefixOf(kind: HiveKind, user: string | undefined, path: string | undefined): string {
  switch (kind) {
    case 'system':
      return 'HKLM\\SYSTEM';
    case 'software':
      return 'HKLM\\SOFTWARE';
    case 'sam':
      return 'HKLM\\SAM';
    case 'security':
      return 'HKLM\\SECURITY';
    case 'user':
      return `HKU\\${user ?? '?'}`;
    case 'user-classes':
      return `HKU\\${user ?? '?'}_Classes`;
    case 'amcache':
      return 'Amcache';
    default:
      return (path ?? '').split(/[\\/]/).at(-1) ?? '';
  }
}

/** The control set in force; of an export as text `CurrentControlSet`. */
export function controlSet(root: RegistryKey): RegistryKey | undefined {
  const current = root.subkey('Select')?.value('Current');
  const bytes = current?.data();
  const number = bytes && bytes.length >= 1 ? (bytes[0] ?? 0) : 1;
  return (
    root.subkey(`ControlSet${String(number).padStart(3, '0')}`) ??
    root.subkey('CurrentControlSet') ??
    root.subkey('ControlSet001')
  );
}
