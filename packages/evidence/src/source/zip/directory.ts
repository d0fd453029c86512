import type { Problem } from '@allclear/model';
import type { RandomAccess } from '../../bytes/random-access.js';
import { readRange } from '../../bytes/random-access.js';
import type { Limits } from '../../limits.js';
import { damaged, EvidenceError, ProblemList } from '../../problem.js';
import { memberName, shownName } from '../member-name.js';
import { decodeName } from './cp437.js';
import * as format from './format.js';
import { FLAG_UTF8, type ZipMember } from './member.js';

export interface ZipDirectory {
  /** In the directory's order; folders left out. */
  readonly members: ZipMember[];
  readonly problems: Problem[];
}

interface DirectoryPlace {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
  /** Bytes before the zip's own first byte (a self-extracting program). */
  readonly base: number;
}

/** Reads the central directory; throws EvidenceError where there is none to read. `name` is the zip's own path. */
export function readZipDirectory(access: RandomAccess, name: string, limits: Limits): ZipDirectory {
  const place = findDirectory(access);
  if (place.size > limits.maxDirectoryBytes)
    throw new EvidenceError('ALC-E007', 'the directory of the zip is too large');
  const bytes = readRange(access, place.offset, place.size);
  const problems = new ProblemList();
  const members: ZipMember[] = [];
  const view = format.viewOf(bytes);
  let total = 0;
  let read = 0;
  for (let at = 0; read < place.count; read++) {
    if (at + format.CENTRAL_SIZE > bytes.length || view.getUint32(at, true) !== format.CENTRAL_HEADER) {
      problems.add({ code: 'ALC-E004', file: name, detail: `the zip lists ${read} of ${place.count} members` });
      break;
    }
    if (members.length >= limits.maxMembers) {
      problems.add({ code: 'ALC-E007', file: name, detail: `more than ${limits.maxMembers} members` });
      break;
    }
    const nameEnd = at + format.CENTRAL_SIZE + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    const rawName = decodeName(
      bytes.subarray(at + format.CENTRAL_SIZE, nameEnd),
      (view.getUint16(at + 8, true) & FLAG_UTF8) !== 0,
    );
    const header = at;
    at = next;
    if (/[/\\]$/.test(rawName)) continue;
    const checked = memberName(rawName);
    if ('refused' in checked) {
      problems.add({ code: 'ALC-E003', file: name, detail: `${shownName(rawName)}: ${checked.refused}` });
      continue;
    }
    if (isLink(view, header)) {
      problems.add({ code: 'ALC-E002', file: checked.path, detail: 'the member is a symbolic link' });
      continue;
    }
    const member = readMember(view, bytes.subarray(nameEnd, extraEnd), header, checked.path, place.base);
    total += member.size;
    if (total > limits.maxTotalBytes) {
      problems.add({ code: 'ALC-E007', file: name, detail: `more than ${limits.maxTotalBytes} bytes unpacked` });
      break;
    }
    members.push(member);
  }
  return { members: withoutClashes(members, name, place.offset, problems), problems: problems.list() };
}

function readMember(view: DataView, extraBytes: Uint8Array, at: number, path: string, base: number): ZipMember {
  const sizes = {
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  const extra = format.readExtra(extraBytes, sizes);
  const modified = extra.modified ?? format.dosTime(view.getUint16(at + 12, true), view.getUint16(at + 14, true));
  return {
    path,
    offset: base + sizes.offset,
    packed: sizes.packed,
    size: sizes.size,
    crc: view.getUint32(at + 16, true),
    flags: view.getUint16(at + 8, true),
    dosTime: view.getUint16(at + 12, true),
    ...format.encryptionOf(view.getUint16(at + 10, true), extra),
    ...(modified === undefined ? {} : { modified }),
  };
}

/** Made on Unix, and the file type bits say symbolic link. */
function isLink(view: DataView, at: number): boolean {
  const madeBy = view.getUint8(at + 5);
  const mode = view.getUint32(at + 38, true) >>> 16;
  return (madeBy === 3 || madeBy === 19) && (mode & 0o170000) === 0o120000;
}

function findDirectory(access: RandomAccess): DirectoryPlace {
  const tailSize = Math.min(access.size, format.DIRECTORY_END_SIZE + 0xffff);
  const tailStart = access.size - tailSize;
  const tail = readRange(access, tailStart, tailSize);
  const view = format.viewOf(tail);
  for (let at = tail.length - format.DIRECTORY_END_SIZE; at >= 0; at--) {
    if (view.getUint32(at, true) !== format.DIRECTORY_END) continue;
    if (at + format.DIRECTORY_END_SIZE + view.getUint16(at + 20, true) > tail.length) continue;
    const place = directoryPlace(access, view, at, tailStart + at);
    if (place !== undefined) return place;
  }
  throw damaged('the directory at the end of the zip is missing');
}

function directoryPlace(access: RandomAccess, view: DataView, at: number, end: number): DirectoryPlace | undefined {
  let count = view.getUint16(at + 10, true);
  let size = view.getUint32(at + 12, true);
  let offset = view.getUint32(at + 16, true);
  let directoryEnd = end;
  const locator = readRange(access, end - format.DIRECTORY_LOCATOR_64_SIZE, format.DIRECTORY_LOCATOR_64_SIZE);
  const is64 =
    end >= format.DIRECTORY_LOCATOR_64_SIZE &&
    locator.length === format.DIRECTORY_LOCATOR_64_SIZE &&
    format.viewOf(locator).getUint32(0, true) === format.DIRECTORY_LOCATOR_64;
  if (is64) {
    const found = findEnd64(access, format.uint64(format.viewOf(locator), 8), end);
    if (found === undefined) return undefined;
    const end64 = format.viewOf(readRange(access, found, format.DIRECTORY_END_64_SIZE));
    count = format.uint64(end64, 32);
    size = format.uint64(end64, 40);
    offset = format.uint64(end64, 48);
    directoryEnd = found;
  }
  const base = directoryEnd - size - offset;
  if (count === 0) return { count, size: 0, offset: 0, base: 0 };
  for (const shift of base > 0 ? [base, 0] : [0]) {
    const first = readRange(access, offset + shift, 4);
    if (first.length === 4 && format.viewOf(first).getUint32(0, true) === format.CENTRAL_HEADER)
      return { count, size: Math.min(size, directoryEnd - offset - shift), offset: offset + shift, base: shift };
  }
  return undefined;
}

/** The zip64 end record stands where its locator says, or (behind other bytes) right before the locator. */
function findEnd64(access: RandomAccess, declared: number, end: number): number | undefined {
  for (const at of [declared, end - format.DIRECTORY_LOCATOR_64_SIZE - format.DIRECTORY_END_64_SIZE]) {
    if (at < 0) continue;
    const record = readRange(access, at, format.DIRECTORY_END_64_SIZE);
    if (record.length < format.DIRECTORY_END_64_SIZE) continue;
    if (format.viewOf(record).getUint32(0, true) === format.DIRECTORY_END_64) return at;
  }
  return undefined;
}

/**
 * Members must lie side by side before the directory: overlapping ones are how a small zip becomes a bomb. Of equal
 * names with equal content one is kept (collectors do that); with different content all are, and it is said.
 */
function withoutClashes(members: ZipMember[], name: string, directory: number, problems: ProblemList): ZipMember[] {
  const refused = new Set<ZipMember>();
  let end = 0;
  for (const member of [...members].sort((a, b) => a.offset - b.offset)) {
    const memberEnd = member.offset + format.LOCAL_SIZE + member.packed;
    if (member.offset >= end && memberEnd <= directory) {
      end = memberEnd;
      continue;
    }
    refused.add(member);
    const detail = member.offset < end ? 'the member overlaps another one' : 'the member lies outside the zip';
    problems.add({ code: 'ALC-E004', file: member.path, detail: `${detail}; it was not used` });
  }
  const seen = new Map<string, ZipMember>();
  for (const member of members) {
    if (refused.has(member)) continue;
    const earlier = seen.get(member.path);
    if (earlier === undefined) seen.set(member.path, member);
    else if (earlier.crc === member.crc && earlier.size === member.size && member.aes?.version !== 2)
      refused.add(member);
    else
      problems.add({
        code: 'ALC-E004',
        file: member.path,
        detail: `${shownName(name)} holds two different files of this name`,
      });
  }
  return members.filter((member) => !refused.has(member));
}
