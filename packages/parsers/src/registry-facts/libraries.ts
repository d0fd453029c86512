/** Libraries that Windows itself loads: LSA packages, print monitors, netsh helpers, AppInit, COM servers of users. */
import { keyAt, type RegistryKey, type RegistryValue, valueNumber, valueStrings, valueText } from '../regf/index.js';
import { commandPlace, expandPath } from './command.js';
import { libraryFields } from './known-libraries.js';
import { controlSet, type Mount } from './mount.js';
import type { FactSink } from './sink.js';

/** `known`: whether Windows registers a library of this name there. */
export function systemLibraries(mount: Mount, sink: FactSink): void {
  const control = controlSet(mount.root)?.subkey('Control');
  const lsa = control?.subkey('Lsa');
  for (const key of [lsa, lsa?.subkey('OSConfig')]) {
    list(mount, 'lsa-authentication', key, key?.value('Authentication Packages'), sink);
    list(mount, 'lsa-notification', key, key?.value('Notification Packages'), sink);
    list(mount, 'lsa-security', key, key?.value('Security Packages'), sink);
  }
  const providers = control?.subkey('SecurityProviders');
  const provider = providers?.value('SecurityProviders');
  for (const dll of (valueText(provider) ?? '').split(/[,\s]+/).filter(Boolean))
    add(mount, 'lsa-security', providers, provider, dll, sink);
  const print = control?.subkey('Print');
  for (const monitor of print?.subkey('Monitors')?.subkeys() ?? [])
    add(mount, 'print-monitor', monitor, monitor.value('Driver'), undefined, sink, monitor.name);
  for (const provider of print?.subkey('Providers')?.subkeys() ?? [])
    add(mount, 'print-provider', provider, provider.value('Name'), undefined, sink, provider.name);
  for (const environment of print?.subkey('Environments')?.subkeys() ?? [])
    for (const processor of environment.subkey('Print Processors')?.subkeys() ?? [])
      add(mount, 'print-processor', processor, processor.value('Driver'), undefined, sink, processor.name);
  const certificates = keyAt(control, 'Session Manager\\AppCertDlls');
  for (const value of certificates?.values() ?? []) add(mount, 'app-cert', certificates, value, undefined, sink);
}

function list(
  mount: Mount,
  kind: string,
  key: RegistryKey | undefined,
  value: RegistryValue | undefined,
  sink: FactSink,
): void {
  for (const dll of valueStrings(value))
    if (dll.replaceAll('"', '').trim() !== '') add(mount, kind, key, value, dll, sink);
}

function add(
  mount: Mount,
  kind: string,
  key: RegistryKey | undefined,
  value: RegistryValue | undefined,
  dll: string | undefined,
  sink: FactSink,
  name?: string,
): void {
  const text = (dll ?? valueText(value) ?? '').trim();
  if (key === undefined || value === undefined || text === '') return;
  const fields = libraryFields(kind, name ?? value.name, text);
  sink.add(mount, 'persistence', kind, key, fields, { value });
}

export function softwareLibraries(mount: Mount, sink: FactSink): void {
  for (const base of [mount.root, mount.root.subkey('Wow6432Node')]) {
    const netsh = keyAt(base, 'Microsoft\\Netsh') ?? keyAt(base, 'Microsoft\\NetSh');
    for (const value of netsh?.values() ?? []) add(mount, 'netsh-helper', netsh, value, undefined, sink);
    const windows = keyAt(base, 'Microsoft\\Windows NT\\CurrentVersion\\Windows');
    const appInit = windows?.value('AppInit_DLLs');
    const enabled = String(valueNumber(windows?.value('LoadAppInit_DLLs')) ?? 0) === '0' ? 'false' : 'true';
    for (const dll of (valueText(appInit) ?? '')
      .split(/[,\s]+(?=[A-Za-z]:|[^\s,]+\.dll)/i)
      .filter((text) => text.trim() !== ''))
      if (windows)
        sink.add(
          mount,
          'persistence',
          'app-init',
          windows,
          { ...libraryFields('app-init', 'AppInit_DLLs', dll), enabled },
          { value: appInit },
        );
  }
  // Of thousands of classes only those whose program lies where none is installed.
  for (const base of ['Classes\\CLSID', 'Classes\\Wow6432Node\\CLSID'])
    comServers(mount, keyAt(mount.root, base), sink, (place) => !INSTALLED.has(place));
}

const INSTALLED = new Set(['system', 'windows', 'program-files', 'exchange', 'programdata', 'other']);

/** Classes of one user come before those of the computer: a few are honest, any may take the place of one of Windows. */
export function userClasses(mount: Mount, sink: FactSink): void {
  const base = mount.kind === 'user' ? keyAt(mount.root, 'Software\\Classes') : mount.root;
  comServers(mount, base?.subkey('CLSID'), sink, () => true);
  comServers(mount, keyAt(base, 'Wow6432Node\\CLSID'), sink, () => true);
}

function comServers(
  mount: Mount,
  classes: RegistryKey | undefined,
  sink: FactSink,
  wanted: (place: string) => boolean,
): void {
  for (const key of classes?.subkeys() ?? []) {
    for (const server of ['InprocServer32', 'LocalServer32', 'InprocHandler32', 'ScriptletURL', 'TreatAs']) {
      const below = key.subkey(server);
      const value = below?.value('');
      const text = valueText(value);
      if (!text) continue;
      const isPath = server !== 'TreatAs' && server !== 'ScriptletURL';
      const place = isPath ? commandPlace(text.replaceAll('"', '')) : 'other';
      if (isPath ? !wanted(place) : server === 'TreatAs' && mount.kind === 'software') continue;
      const image = isPath ? expandPath(text.replaceAll('"', '')) : text;
      sink.add(
        mount,
        'persistence',
        'com-server',
        key,
        { name: key.name, server, command: text, image, place, class: valueText(key.value('')) },
        // Whoever redirects a class writes the key below it.
        { value, time: below?.lastWritten },
      );
    }
  }
}
