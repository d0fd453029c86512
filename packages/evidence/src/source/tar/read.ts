import type { ByteStream } from '../../bytes/byte-stream.js';
import { type Cursor, CursorPart } from '../../bytes/cursor.js';
import type { Limits } from '../../limits.js';
import { damaged, EvidenceError } from '../../problem.js';
import { memberName, shownName } from '../member-name.js';
import type { Refuse, StreamMembers } from '../stream-member.js';
import { BLOCK, readPax, readTarHeader, type TarHeader } from './format.js';

/** Bytes of one pax header or one long name. */
export const MAX_EXTENSION_BYTES = 1 << 20;

/** What headers in front of a member say about it. */
interface Pending {
  longName?: string;
  pax?: Map<string, string>;
}

/** The files of a tar, in order. Links are named as problems; folders and devices are passed. */
export async function* readTar(cursor: Cursor, limits: Limits, refuse: Refuse): StreamMembers {
  let pending: Pending = {};
  let total = 0;
  for (let count = 0; ; count++) {
    const header = await nextHeader(cursor, count);
    if (header === undefined) return;
    if (count >= limits.maxMembers) throw new EvidenceError('ALC-E007', `more than ${limits.maxMembers} members`);
    if (header.type === 'x' || header.type === 'L') {
      const extension = await readExtension(cursor, header.size);
      if (header.type === 'x') pending.pax = readPax(extension);
      else pending.longName = new TextDecoder().decode(extension).replace(/\0.*$/s, '');
      continue;
    }
    const { name, size, modified } = withExtensions(header, pending);
    pending = {};
    const part = new CursorPart(cursor, hasContent(header.type) ? size : 0);
    const checked = memberName(name);
    if (isFile(header.type) && !name.endsWith('/')) {
      if ('refused' in checked) refuse(shownName(name), 'ALC-E003', checked.refused);
      else yield { path: checked.path, size, modified, content: new TarContent(part) };
    } else if (header.type === '1' || header.type === '2') {
      refuse(shownName(name), 'ALC-E002', 'the member is a link');
    } else if (header.type === 'S') {
      refuse(shownName(name), 'ALC-E006', 'the member is stored as a GNU sparse file');
    }
    const rest = part.left;
    const padding = hasContent(header.type) ? (BLOCK - (size % BLOCK)) % BLOCK : 0;
    if ((await cursor.skip(rest)) < rest) throw damaged('the tar ends inside a member');
    await cursor.skip(padding);
    total += size;
    if (total > limits.maxTotalBytes)
      throw new EvidenceError('ALC-E007', `more than ${limits.maxTotalBytes} bytes unpacked`);
  }
}

/** '\0' and '0' are files, '7' is a contiguous one; a reader treats unknown types as files, but their letters are vendors'. */
const isFile = (type: string): boolean => type === '\0' || type === '0' || type === '7';
/** Links and devices may state a size without having content. */
const hasContent = (type: string): boolean => !'123456'.includes(type) || type === '';

async function nextHeader(cursor: Cursor, count: number): Promise<TarHeader | undefined> {
  const block = await cursor.take(BLOCK);
  if (block.length === 0 && count > 0) return undefined;
  if (block.length === BLOCK && block.every((byte) => byte === 0)) return undefined;
  const header = readTarHeader(block);
  if (header === undefined)
    throw damaged(count === 0 ? 'this is not a tar' : 'the tar is damaged or cut between two members');
  return header;
}

async function readExtension(cursor: Cursor, size: number): Promise<Uint8Array> {
  if (size > MAX_EXTENSION_BYTES) throw damaged('an extended header of the tar is too large');
  const bytes = await cursor.take(size);
  await cursor.skip((BLOCK - (size % BLOCK)) % BLOCK);
  return bytes;
}

function withExtensions(header: TarHeader, { longName, pax }: Pending): Pick<TarHeader, 'name' | 'size' | 'modified'> {
  const size = Number(pax?.get('size') ?? header.size);
  const seconds = pax?.has('mtime') ? Number(pax.get('mtime')) : Number.NaN;
  return {
    name: pax?.get('path') ?? longName ?? header.name,
    size: Number.isSafeInteger(size) && size >= 0 ? size : header.size,
    modified: Number.isFinite(seconds) ? Math.floor(seconds * 1000) : header.modified,
  };
}

class TarContent implements ByteStream {
  constructor(readonly part: CursorPart) {}
  async next(): Promise<Uint8Array | undefined> {
    const chunk = await this.part.next();
    if (chunk === undefined && this.part.left > 0) throw damaged('the tar ends inside this member');
    return chunk;
  }
  close(): void {}
}
