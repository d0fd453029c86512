/** Services and drivers: `HKLM\SYSTEM\<control set>\Services`. Source: https://learn.microsoft.com/windows-hardware/drivers/install/hklm-system-currentcontrolset-services-registry-tree */
import { keyAt, type RegistryKey, valueNumber, valueText } from '../regf/index.js';
import { commandPlace, expandPath } from './command.js';
import { libraryFields } from './known-libraries.js';
import { controlSet, type Mount } from './mount.js';
import { commandFields, type FactSink } from './sink.js';

const STARTS = ['boot', 'system', 'auto', 'manual', 'disabled'];
const DRIVER_TYPES = 0x0b;
const SERVICE_TYPES = 0x30;

export function serviceFacts(mount: Mount, sink: FactSink): void {
  const set = controlSet(mount.root);
  for (const service of set?.subkey('Services')?.subkeys() ?? []) {
    oneService(mount, service, sink);
    networkProvider(mount, service, sink);
  }
  for (const provider of keyAt(set, 'Services\\W32Time\\TimeProviders')?.subkeys() ?? []) {
    const dll = valueText(provider.value('DllName'));
    if (dll)
      sink.add(mount, 'persistence', 'time-provider', provider, libraryFields('time-provider', provider.name, dll), {
        value: provider.value('DllName'),
      });
  }
}

function oneService(mount: Mount, service: RegistryKey, sink: FactSink): void {
  const type = Number(valueNumber(service.value('Type')) ?? 0);
  if (type === 0) return;
  const command = valueText(service.value('ImagePath')) ?? '';
  const parameters = service.subkey('Parameters');
  const dll = valueText(parameters?.value('ServiceDll') ?? service.value('ServiceDll'));
  const application = valueText(parameters?.value('Application'));
  const failure = valueText(service.value('FailureCommand'));
  const dllPath = dll === undefined || dll === '' ? undefined : expandPath(dll);
  sink.add(
    mount,
    'persistence',
    type & SERVICE_TYPES ? 'service' : type & DRIVER_TYPES ? 'driver' : 'service',
    service,
    {
      name: service.name,
      displayName: valueText(service.value('DisplayName')),
      description: valueText(service.value('Description')),
      start: STARTS[Number(valueNumber(service.value('Start')) ?? 99)],
      serviceType: type,
      account: valueText(service.value('ObjectName')),
      ...(command === '' ? {} : commandFields(command)),
      dll: dllPath,
      dllPlace: dllPath === undefined ? undefined : commandPlace(dllPath),
      // Programs that turn others into services (srvany, nssm) name them here.
      application,
      applicationPlace: application === undefined || application === '' ? undefined : commandPlace(application),
      failureCommand: failure,
      randomName: looksRandom(service.name) ? 'true' : undefined,
      // A descriptor of its own in the key hides a service from its tools; Windows sets some, too.
      security: service.subkey('Security') ? 'true' : undefined,
    },
  );
}

/** Libraries that are given every password at logon. */
function networkProvider(mount: Mount, service: RegistryKey, sink: FactSink): void {
  const value = service.subkey('NetworkProvider')?.value('ProviderPath');
  const dll = valueText(value);
  if (dll)
    sink.add(mount, 'persistence', 'network-provider', service, libraryFields('network-provider', service.name, dll), {
      value,
    });
}

/** Names that tools make up: letters without vowels or digits among them, no word in them. */
export function looksRandom(name: string): boolean {
  if (!/^[A-Za-z0-9]{6,32}$/.test(name)) return false;
  const letters = name.replace(/[^A-Za-z]/g, '');
  const vowels = letters.replace(/[^aeiouyAEIOUY]/g, '').length;
  const changes = [...name].filter((c, i) => i > 1 && /[a-z]/.test(name[i - 1] ?? '') && /[A-Z]/.test(c)).length;
  const digitsInside = (name.match(/[A-Za-z]\d+(?=[A-Za-z])/g) ?? []).length;
  if (/[bcdfghjklmnpqrstvwxz]{6,}/i.test(name) && name !== name.toUpperCase()) return true;
  if (changes >= 4 && vowels / Math.max(1, letters.length) < 0.3) return true;
  return digitsInside >= 3;
}
