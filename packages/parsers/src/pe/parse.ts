/**
 * Portable Executable files: what the headers and the version resource say. Nothing is executed or disassembled, and
 * nothing behind the headers but `.rsrc`, the import names and the CLR header is read.
 * Specification: https://learn.microsoft.com/windows/win32/debug/pe-format and .../menurc/vs-versioninfo
 */
import type { Problem } from '@allclear/model';
import { Reader } from './reader.js';
import { readVersion, type VersionResource } from './version.js';

export const MAX_SECTIONS = 96;
export const MAX_IMPORTS = 64;

export interface PeSection {
  readonly name: string;
  readonly virtualAddress: number;
  readonly virtualSize: number;
  readonly offset: number;
  readonly size: number;
}

export interface PeFacts {
  readonly machine: 'x86' | 'x64' | 'arm64' | 'other';
  readonly dll: boolean;
  readonly dotNet: boolean;
  /** Link time as the header says, milliseconds UTC; may be forged or a hash (reproducible builds). */
  readonly linked: number;
  /** A certificate table is there. Says nothing about whether the signature is valid or whose it is. */
  readonly hasCertificate: boolean;
  readonly sections: readonly PeSection[];
  /** Names of imported libraries. */
  readonly imports: readonly string[];
  readonly version: VersionResource | undefined;
}

const MACHINES: ReadonlyMap<number, PeFacts['machine']> = new Map([
  [0x14c, 'x86'],
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);
const IMPORT_TABLE = 1;
const RESOURCE_TABLE = 2;
const CERTIFICATE_TABLE = 4;
const CLR_HEADER = 14;

/** `facts` is undefined where the bytes are no PE file. A damaged or cut file gives what its headers gave. */
export function parsePe(bytes: Uint8Array): {
  readonly facts: PeFacts | undefined;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const damaged = (detail: string): void => {
    if (problems.length < 10) problems.push({ code: 'ALC-P006', detail });
  };
  const reader = new Reader(bytes);
  if (bytes.length === 0)
    return { facts: undefined, problems: [{ code: 'ALC-P005', detail: 'the file has no content' }] };
  const header = reader.u32(0x3c);
  if (reader.u16(0) !== 0x5a4d || header === undefined || reader.u32(header) !== 0x4550) {
    return { facts: undefined, problems: [{ code: 'ALC-P003', detail: 'not a PE file: MZ or PE signature missing' }] };
  }
  const coff = header + 4;
  const optional = coff + 20;
  const sectionCount = reader.u16(coff + 2) ?? 0;
  const optionalSize = reader.u16(coff + 16) ?? 0;
  const characteristics = reader.u16(coff + 18) ?? 0;
  const magic = reader.u16(optional);
  if (magic !== 0x10b && magic !== 0x20b) damaged(`optional header magic is ${magic?.toString(16) ?? 'missing'}`);
  const directories = optional + (magic === 0x20b ? 112 : 96);
  const directoryCount = Math.min(reader.u32(directories - 4) ?? 0, 16);
  const directory = (index: number): { address: number; size: number } | undefined => {
    if (index >= directoryCount) return undefined;
    const address = reader.u32(directories + index * 8);
    const size = reader.u32(directories + index * 8 + 4);
    return address === undefined || size === undefined || address === 0 ? undefined : { address, size };
  };

  if (sectionCount > MAX_SECTIONS) damaged(`${sectionCount} sections claimed, ${MAX_SECTIONS} read`);
  const sections: PeSection[] = [];
  for (let i = 0; i < Math.min(sectionCount, MAX_SECTIONS); i++) {
    const at = optional + optionalSize + i * 40;
    const offset = reader.u32(at + 20);
    if (offset === undefined) {
      damaged('the section table is cut off');
      break;
    }
    sections.push({
      name: reader.ascii(at, 8),
      virtualSize: reader.u32(at + 8) ?? 0,
      virtualAddress: reader.u32(at + 12) ?? 0,
      size: reader.u32(at + 16) ?? 0,
      offset,
    });
  }
  const toOffset = (address: number): number | undefined => {
    for (const s of sections) {
      const inside = address - s.virtualAddress;
      if (inside >= 0 && inside < Math.max(s.virtualSize, s.size) && inside < s.size) return s.offset + inside;
    }
    return undefined;
  };

  const resources = directory(RESOURCE_TABLE);
  const resourceOffset = resources === undefined ? undefined : toOffset(resources.address);
  let version: VersionResource | undefined;
  if (resourceOffset !== undefined) {
    if (resourceOffset >= bytes.length) damaged('the resources lie behind the end of the file');
    else version = readVersion(reader, resourceOffset, toOffset);
  }
  const importTable = directory(IMPORT_TABLE);
  const facts: PeFacts = {
    machine: MACHINES.get(reader.u16(coff) ?? 0) ?? 'other',
    dll: (characteristics & 0x2000) !== 0,
    dotNet: directory(CLR_HEADER) !== undefined,
    linked: (reader.u32(coff + 4) ?? 0) * 1000,
    hasCertificate: (directory(CERTIFICATE_TABLE)?.size ?? 0) > 8,
    sections,
    imports: importTable === undefined ? [] : importNames(reader, toOffset(importTable.address), toOffset),
    version,
  };
  return { facts, problems };
}

function importNames(
  reader: Reader,
  table: number | undefined,
  toOffset: (address: number) => number | undefined,
): string[] {
  const names: string[] = [];
  if (table === undefined) return names;
  for (let i = 0; i < MAX_IMPORTS; i++) {
    const address = reader.u32(table + i * 20 + 12);
    if (address === undefined || address === 0) break;
    const at = toOffset(address);
    if (at === undefined) break;
    const name = reader.ascii(at, 128);
    if (name !== '') names.push(name);
  }
  return names;
}
