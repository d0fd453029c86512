/**
 * Programs that ran or lay on the disk: UserAssist, background activity (BAM), ShimCache, Amcache. Category `program-trace`.
 * Sources: https://github.com/libyal/winreg-kb (Application compatibility cache, User Assist);
 * "AMCache file (AMCache.hve) format", libyal dtformats.
 */
import { fileTimeOf, keyAt, type RegistryKey, utf16Text, valueText } from '../regf/index.js';
import { commandPlace, expandPath } from './command.js';
import { controlSet, type Mount } from './mount.js';
import type { FactSink } from './sink.js';

const MAX_ENTRIES = 20_000;
const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

function pathFields(path: string): Record<string, string> {
  const image = expandPath(path);
  return { image, name: image.split('\\').at(-1) ?? image, place: commandPlace(image) };
}

export function userAssist(mount: Mount, sink: FactSink): void {
  const base = keyAt(mount.root, 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\UserAssist');
  for (const group of base?.subkeys() ?? []) {
    const count = group.subkey('Count');
    for (const value of count?.values() ?? []) {
      const path = rotate(value.name);
      if (count === undefined || !path.includes('\\')) continue;
      const data = value.data();
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      const time = data.length >= 68 ? fileTimeOf(data, 60) : data.length >= 16 ? fileTimeOf(data, 8) : undefined;
      const runs = data.length >= 8 ? view.getUint32(4, true) : undefined;
      sink.add(
        mount,
        'program-trace',
        'user-assist',
        count,
        { ...pathFields(knownFolder(path)), runs, ran: iso(time) },
        { value, time },
      );
    }
  }
}

const rotate = (text: string): string =>
  text.replace(/[a-z]/gi, (c) => String.fromCharCode(c.charCodeAt(0) + (c.toLowerCase() < 'n' ? 13 : -13)));

/** Source: KNOWNFOLDERID, https://learn.microsoft.com/windows/win32/shell/knownfolderid */
const FOLDERS: Readonly<Record<string, string>> = {
  '{6D809377-6AF0-444B-8957-A3773F02200E}': 'C:\\Program Files',
  '{7C5A40EF-A0FB-4BFC-874A-C0F2E0B9FA8E}': 'C:\\Program Files (x86)',
  '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}': 'C:\\Windows\\System32',
  '{D65231B0-B2F1-4857-A4CE-A8E7C6EA7D27}': 'C:\\Windows\\SysWOW64',
  '{F38BF404-1D43-42F2-9305-67DE0B28FC23}': 'C:\\Windows',
};
const knownFolder = (path: string): string =>
  path.replace(/^\{[0-9A-F-]{36}\}/i, (id) => FOLDERS[id.toUpperCase()] ?? id);

export function backgroundActivity(mount: Mount, sink: FactSink): void {
  const services = controlSet(mount.root)?.subkey('Services');
  for (const path of [
    'bam\\State\\UserSettings',
    'bam\\UserSettings',
    'dam\\State\\UserSettings',
    'dam\\UserSettings',
  ]) {
    for (const user of keyAt(services, path)?.subkeys() ?? []) {
      for (const value of user.values()) {
        const device = /^\\Device\\HarddiskVolume\d+\\(.*)$/i.exec(value.name)?.[1];
        if (device === undefined) continue;
        const data = value.data();
        const time = data.length >= 8 ? fileTimeOf(data) : undefined;
        sink.add(
          mount,
          'program-trace',
          'background-activity',
          user,
          { ...pathFields(`C:\\${device}`), ran: iso(time), user: user.name },
          { value, time },
        );
      }
    }
  }
}

export interface ShimEntry {
  readonly path: string;
  /** When the file was last changed, not when it ran. */
  readonly modified: number | undefined;
}

export function shimCache(mount: Mount, sink: FactSink): void {
  const key = keyAt(controlSet(mount.root), 'Control\\Session Manager\\AppCompatCache');
  const value = key?.value('AppCompatCache');
  if (key === undefined || value === undefined) return;
  for (const [position, entry] of parseShimCache(value.data()).entries())
    sink.add(
      mount,
      'program-trace',
      'shim-cache',
      key,
      { ...pathFields(entry.path), position, fileModified: iso(entry.modified) },
      // When the list was written: the file's own time may be years older than its coming here.
      { value },
    );
}

const WINDOWS_7 = 0xbadc0fee;
const ENTRY_8 = 0x73743030; // 00ts
const ENTRY_81 = 0x73743031; // 10ts

/** Windows 7 to 11, and the servers of the same age; the newest entry first. Total. */
export function parseShimCache(bytes: Uint8Array): ShimEntry[] {
  if (bytes.length < 132) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint32(0, true);
  if (first === WINDOWS_7) return shimOfWindows7(bytes, view);
  // Windows 8 and 8.1 have a header of 128 bytes, Windows 10 one of 48 or 52, as its first number says.
  const start = first === 0x30 || first === 0x34 ? first : 128;
  const entries: ShimEntry[] = [];
  let at = start;
  while (at + 14 <= bytes.length && entries.length < MAX_ENTRIES) {
    const mark = view.getUint32(at, true);
    if (mark !== ENTRY_81 && mark !== ENTRY_8) break;
    const size = view.getUint32(at + 8, true);
    const end = at + 12 + size;
    const length = view.getUint16(at + 12, true);
    if (end > bytes.length || at + 14 + length > end) break;
    const path = utf16Text(bytes.subarray(at + 14, at + 14 + length));
    let rest = at + 14 + length;
    if (start === 128) {
      // A package name of its own length, then flags.
      const name = rest + 2 <= end ? view.getUint16(rest, true) : 0;
      rest += 2 + name + 8;
    }
    if (path !== '') entries.push({ path, modified: rest + 8 <= end ? fileTimeOf(bytes, rest) : undefined });
    at = end;
  }
  return entries;
}

function shimOfWindows7(bytes: Uint8Array, view: DataView): ShimEntry[] {
  const entries: ShimEntry[] = [];
  const count = Math.min(view.getUint32(4, true), MAX_ENTRIES);
  // Entries of 64-bit Windows have a padding of zero behind the two lengths.
  const wide = view.getUint32(128 + 4, true) === 0;
  const step = wide ? 48 : 32;
  for (let i = 0; i < count; i++) {
    const at = 128 + step * i;
    if (at + step > bytes.length) break;
    const length = view.getUint16(at, true);
    const offset = wide ? Number(view.getBigUint64(at + 8, true)) : view.getUint32(at + 4, true);
    if (offset + length > bytes.length || length === 0) continue;
    entries.push({
      path: utf16Text(bytes.subarray(offset, offset + length)),
      modified: fileTimeOf(bytes, at + (wide ? 16 : 8)),
    });
  }
  return entries;
}

export function amcache(mount: Mount, sink: FactSink): void {
  const root = mount.root.subkey('Root');
  for (const file of root?.subkey('InventoryApplicationFile')?.subkeys() ?? []) {
    const path = valueText(file.value('LowerCaseLongPath'));
    if (!path) continue;
    sink.add(mount, 'program-trace', 'amcache', file, {
      ...pathFields(path),
      sha1: sha1Of(valueText(file.value('FileId'))),
      publisher: valueText(file.value('Publisher')),
      product: valueText(file.value('ProductName')),
      version: valueText(file.value('Version')),
      linked: valueText(file.value('LinkDate')),
      size: valueText(file.value('Size')),
    });
  }
  for (const driver of root?.subkey('InventoryDriverBinary')?.subkeys() ?? []) {
    const path = driver.name.replaceAll('/', '\\');
    sink.add(mount, 'program-trace', 'amcache-driver', driver, {
      ...pathFields(path),
      sha1: sha1Of(valueText(driver.value('DriverId'))),
      publisher: valueText(driver.value('DriverCompany')),
      signed: valueText(driver.value('DriverSigned')),
      version: valueText(driver.value('DriverVersion')),
    });
  }
  for (const volume of root?.subkey('File')?.subkeys() ?? [])
    for (const file of volume.subkeys()) amcacheFile(mount, file, sink);
}

/** Windows 8 and Server 2012: values have numbers for names. */
function amcacheFile(mount: Mount, file: RegistryKey, sink: FactSink): void {
  const path = valueText(file.value('15'));
  if (!path) return;
  const changed = file.value('17')?.data();
  sink.add(mount, 'program-trace', 'amcache', file, {
    ...pathFields(path),
    sha1: sha1Of(valueText(file.value('101'))),
    publisher: valueText(file.value('1')),
    product: valueText(file.value('0')),
    version: valueText(file.value('5')),
    fileModified: iso(changed && changed.length >= 8 ? fileTimeOf(changed) : undefined),
  });
}

/** Four zeros stand before the hash, which is of at most the first 31,457,280 bytes. */
const sha1Of = (id: string | undefined): string | undefined =>
  /^0000([0-9a-f]{40})$/i.exec(id ?? '')?.[1]?.toLowerCase();
