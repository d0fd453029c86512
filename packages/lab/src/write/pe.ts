import { type Build, longBuild, shortBuild } from '../server/index.js';
import { utf16 } from './text.js';

/**
 * A minimal valid 64-bit PE image that holds nothing but a version resource: one section `.rsrc`, entry point 0, no code.
 * Layout: Microsoft "PE Format" and "VS_VERSIONINFO structure".
 */
export function versionOnlyImage(name: string, description: string, build: Build, timestamp: number): Uint8Array {
  const version = versionInfo(name, description, build);
  const resource = resourceSection(version);
  const rawSize = align(resource.length, FILE_ALIGNMENT);
  const image = new Uint8Array(HEADERS_SIZE + rawSize);
  const view = new DataView(image.buffer);
  view.setUint16(0, 0x5a4d, true); // MZ
  view.setUint32(0x3c, PE_OFFSET, true);
  view.setUint32(PE_OFFSET, 0x4550, true); // PE\0\0
  const coff = PE_OFFSET + 4;
  view.setUint16(coff, 0x8664, true);
  view.setUint16(coff + 2, 1, true); // sections
  view.setUint32(coff + 4, Math.floor(timestamp / 1000), true);
  view.setUint16(coff + 16, OPTIONAL_SIZE, true);
  view.setUint16(coff + 18, 0x22, true); // executable, large address aware
  const optional = coff + 20;
  view.setUint16(optional, 0x20b, true); // PE32+
  view.setUint32(optional + 8, rawSize, true);
  view.setBigUint64(optional + 24, 0x1_4000_0000n, true);
  view.setUint32(optional + 32, SECTION_RVA, true);
  view.setUint32(optional + 36, FILE_ALIGNMENT, true);
  view.setUint16(optional + 40, 6, true);
  view.setUint16(optional + 48, 6, true);
  view.setUint32(optional + 56, SECTION_RVA + align(resource.length, SECTION_RVA), true);
  view.setUint32(optional + 60, HEADERS_SIZE, true);
  view.setUint16(optional + 68, 3, true); // console
  view.setUint32(optional + 108, 16, true);
  view.setUint32(optional + 112 + 2 * 8, SECTION_RVA, true); // resource directory
  view.setUint32(optional + 112 + 2 * 8 + 4, resource.length, true);
  const section = optional + OPTIONAL_SIZE;
  image.set(new TextEncoder().encode('.rsrc'), section);
  view.setUint32(section + 8, resource.length, true);
  view.setUint32(section + 12, SECTION_RVA, true);
  view.setUint32(section + 16, rawSize, true);
  view.setUint32(section + 20, HEADERS_SIZE, true);
  view.setUint32(section + 36, 0x4000_0040, true); // initialised data, readable
  image.set(resource, HEADERS_SIZE);
  return image;
}

const PE_OFFSET = 0x80;
const OPTIONAL_SIZE = 240;
const FILE_ALIGNMENT = 0x200;
const HEADERS_SIZE = 0x200;
const SECTION_RVA = 0x1000;
const RT_VERSION = 16;
const LANGUAGE_EN_US = 1033;

/** Three directory levels (type, id, language) and the data entry, then the resource itself. */
function resourceSection(version: Uint8Array): Uint8Array {
  const dataOffset = 3 * 24 + 16;
  const section = new Uint8Array(dataOffset + version.length);
  const view = new DataView(section.buffer);
  const directory = (offset: number, id: number, target: number): void => {
    view.setUint16(offset + 14, 1, true);
    view.setUint32(offset + 16, id, true);
    view.setUint32(offset + 20, target, true);
  };
  directory(0, RT_VERSION, 0x8000_0000 + 24);
  directory(24, 1, 0x8000_0000 + 48);
  directory(48, LANGUAGE_EN_US, 72);
  view.setUint32(72, SECTION_RVA + dataOffset, true);
  view.setUint32(76, version.length, true);
  section.set(version, dataOffset);
  return section;
}

function versionInfo(name: string, description: string, build: Build): Uint8Array {
  const fixed = new DataView(new ArrayBuffer(52));
  fixed.setUint32(0, 0xfeef04bd, true);
  fixed.setUint32(4, 0x1_0000, true);
  for (const offset of [8, 16]) {
    fixed.setUint32(offset, build.major * 0x1_0000 + build.minor, true);
    fixed.setUint32(offset + 4, build.build * 0x1_0000 + build.revision, true);
  }
  fixed.setUint32(24, 0x3f, true);
  fixed.setUint32(32, 0x4_0004, true); // NT, Windows 32
  fixed.setUint32(36, 1, true); // application
  const strings: [string, string][] = [
    ['CompanyName', 'Allclear lab (synthetic file, no code)'],
    ['FileDescription', description],
    ['FileVersion', longBuild(build)],
    ['InternalName', name],
    ['OriginalFilename', name],
    ['ProductName', 'Synthetic evidence'],
    ['ProductVersion', shortBuild(build)],
  ];
  const table = block(
    '040904b0',
    new Uint8Array(0),
    1,
    0,
    strings.map(([key, value]) => {
      const text = utf16(`${value}\0`);
      return block(key, text, 1, value.length + 1, []);
    }),
  );
  const translation = Uint8Array.from([0x09, 0x04, 0xb0, 0x04]);
  return block('VS_VERSION_INFO', new Uint8Array(fixed.buffer), 0, 52, [
    block('StringFileInfo', new Uint8Array(0), 1, 0, [table]),
    block('VarFileInfo', new Uint8Array(0), 1, 0, [block('Translation', translation, 0, 4, [])]),
  ]);
}

/** A node of the version tree: length, value length, type, key; value and children each aligned to 4 bytes. */
function block(key: string, value: Uint8Array, type: 0 | 1, valueLength: number, children: Uint8Array[]): Uint8Array {
  const keyBytes = utf16(`${key}\0`);
  const valueOffset = align(6 + keyBytes.length, 4);
  let size = valueOffset + value.length;
  const offsets = children.map((child) => {
    const offset = align(size, 4);
    size = offset + child.length;
    return offset;
  });
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, size, true);
  view.setUint16(2, valueLength, true);
  view.setUint16(4, type, true);
  bytes.set(keyBytes, 6);
  bytes.set(value, valueOffset);
  children.forEach((child, index) => {
    bytes.set(child, offsets[index] ?? 0);
  });
  return bytes;
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
