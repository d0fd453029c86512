/** What the registry says about the computer itself: name, time zone, Windows, Exchange, IIS, installed programs. */
import { keyAt, type RegistryKey, valueNumber, valueText } from '../regf/index.js';
import { controlSet, type Mount } from './mount.js';
import type { FactSink } from './sink.js';

export function systemIdentity(mount: Mount, sink: FactSink): void {
  const set = controlSet(mount.root);
  const computer = keyAt(set, 'Control\\ComputerName\\ComputerName');
  const tcp = keyAt(set, 'Services\\Tcpip\\Parameters');
  const name = valueText(computer?.value('ComputerName')) ?? valueText(tcp?.value('Hostname'));
  const at = computer ?? tcp;
  if (at && name)
    sink.add(mount, 'host', 'computer', at, {
      name,
      hostName: valueText(tcp?.value('NV Hostname')) ?? valueText(tcp?.value('Hostname')),
      domain: valueText(tcp?.value('NV Domain')) ?? valueText(tcp?.value('Domain')),
    });
  const zone = keyAt(set, 'Control\\TimeZoneInformation');
  if (zone)
    sink.add(mount, 'host', 'time-zone', zone, {
      name: (valueText(zone.value('TimeZoneKeyName')) ?? valueText(zone.value('StandardName')))?.split('\0')[0],
      // Minutes to add to local time for UTC, as a signed number of 32 bits.
      biasMinutes: signed(valueNumber(zone.value('ActiveTimeBias')) ?? valueNumber(zone.value('Bias'))),
    });
  const shutdown = keyAt(set, 'Control\\Windows');
  if (shutdown?.value('ShutdownTime'))
    sink.add(mount, 'host', 'shutdown', shutdown, {}, { value: shutdown.value('ShutdownTime') });
}

const signed = (value: bigint | number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value) | 0;

export function softwareIdentity(mount: Mount, sink: FactSink): void {
  const windows = keyAt(mount.root, 'Microsoft\\Windows NT\\CurrentVersion');
  const product = valueText(windows?.value('ProductName'));
  if (windows && product)
    sink.add(mount, 'host', 'windows', windows, {
      name: product,
      build: valueText(windows.value('CurrentBuild')),
      revision: valueText(windows.value('UBR')),
      release: valueText(windows.value('ReleaseId')),
      installed: valueText(windows.value('InstallDate')),
    });
  for (const version of keyAt(mount.root, 'Microsoft\\ExchangeServer')?.subkeys() ?? []) exchange(mount, version, sink);
  const iis = keyAt(mount.root, 'Microsoft\\InetStp');
  if (iis)
    sink.add(mount, 'host', 'iis', iis, {
      name: valueText(iis.value('VersionString')),
      path: valueText(iis.value('InstallPath')),
      webRoot: valueText(iis.value('PathWWWRoot')),
    });
  for (const base of [mount.root, mount.root.subkey('Wow6432Node')]) {
    for (const program of keyAt(base, 'Microsoft\\Windows\\CurrentVersion\\Uninstall')?.subkeys() ?? []) {
      const name = valueText(program.value('DisplayName'));
      if (name)
        sink.add(mount, 'host', 'installed-program', program, {
          name,
          version: valueText(program.value('DisplayVersion')),
          publisher: valueText(program.value('Publisher')),
          installed: valueText(program.value('InstallDate')),
          path: valueText(program.value('InstallLocation')),
        });
    }
  }
}

function exchange(mount: Mount, version: RegistryKey, sink: FactSink): void {
  const setup = version.subkey('Setup');
  const number = (name: string): string | undefined => valueText(setup?.value(name));
  const parts = ['MsiProductMajor', 'MsiProductMinor', 'MsiBuildMajor', 'MsiBuildMinor'].map(number);
  if (setup === undefined || (parts.includes(undefined) && number('MsiInstallPath') === undefined)) return;
  sink.add(mount, 'host', 'exchange', setup, {
    name: version.name,
    // The cumulative update; security updates do not change it.
    build: parts.includes(undefined) ? undefined : parts.join('.'),
    path: number('MsiInstallPath'),
    webVersion: number('OwaVersion'),
  });
}
