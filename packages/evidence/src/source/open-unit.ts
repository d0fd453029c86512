import type { Problem } from '@allclear/model';
import { AccessStream, type ByteStream } from '../bytes/byte-stream.js';
import { Cursor } from '../bytes/cursor.js';
import { expansionLimit, LimitedStream } from '../bytes/limited-stream.js';
import { FileAccess, type RandomAccess } from '../bytes/random-access.js';
import { MAX_NESTING } from '../limits.js';
import { EvidenceError, toProblem } from '../problem.js';
import {
  type ByteLocator,
  contextOf,
  type EvidenceFile,
  type OpenOptions,
  type ReadContext,
  type UnitLocator,
} from '../unit.js';
import * as container from './container.js';
import { evidenceFile, refusedFile } from './evidence-file.js';
import { GunzipStream } from './gzip/gunzip.js';
import { readSevenZip } from './seven-zip/read.js';
import type { Refuse, StreamMember, StreamMembers } from './stream-member.js';
import { readTar } from './tar/read.js';
import { openZipMember, storedMemberAccess } from './zip/open-member.js';
import { readZipSequence } from './zip/sequence.js';

/**
 * The files of a unit: one of a 'file', many of a 'stream', there in the container's order. What of a container cannot
 * be used comes as files of their own whose `read` only gives the problem.
 */
export async function* openUnit(locator: UnitLocator, options: OpenOptions): AsyncGenerator<EvidenceFile> {
  if (locator.form === 'plain' || locator.form === 'gzip') {
    yield evidenceFile(locator, (note) => openFile(locator, contextOf(options, note)));
    return;
  }
  const notes: Problem[] = [];
  const context = contextOf(options, (code, detail) => notes.push({ code, file: locator.container, detail }));
  try {
    yield* openStream(locator, context);
  } catch (error) {
    yield refusedFile(locator.container, toProblem(error, locator.container));
  }
  for (const problem of notes) yield refusedFile(locator.container, problem);
}

function openFile(locator: UnitLocator, context: ReadContext): ByteStream {
  const { stream, packed } = openBytes(locator.source, context);
  return locator.form === 'gzip' ? gunzip(stream, packed, context) : stream;
}

function gunzip(stream: ByteStream, packed: number, { limits }: ReadContext): ByteStream {
  return new LimitedStream(new GunzipStream(stream, limits), expansionLimit(packed, limits));
}

/** The bytes a locator names, in order. */
function openBytes(source: ByteLocator, context: ReadContext): { stream: ByteStream; packed: number } {
  if (source.at === 'file') {
    const access = new FileAccess(source.file);
    return { stream: new AccessStream(access), packed: access.size };
  }
  const stream = openZipMember(openAccess(source.within, context), source.member, context);
  return { stream, packed: source.member.size };
}

/** The bytes a locator names, anywhere; only of files and of stored members. */
export function openAccess(source: ByteLocator, context: ReadContext): RandomAccess {
  if (source.at === 'file') return new FileAccess(source.file);
  const access = storedMemberAccess(openAccess(source.within, context), source.member, context);
  if (access === undefined) throw new EvidenceError('ALC-E006', 'a compressed archive inside an archive of this kind');
  return access;
}

async function* openStream(locator: UnitLocator, context: ReadContext): AsyncGenerator<EvidenceFile> {
  if (locator.form === 'seven-zip') {
    const access = openAccess(locator.source, context);
    try {
      yield* filesOf(locator, (refuse) => readSevenZip(access, context.limits, context.password, refuse), context);
    } finally {
      access.close();
    }
    return;
  }
  const { stream, packed } = openBytes(locator.source, context);
  const limits = { ...context.limits, maxMemberBytes: context.limits.maxTotalBytes };
  const plain =
    locator.form === 'tar-gzip'
      ? new LimitedStream(new GunzipStream(stream, limits), expansionLimit(packed, limits))
      : stream;
  const cursor = new Cursor(plain);
  const read = locator.form === 'zip-sequence' ? readZipSequence : readTar;
  try {
    yield* filesOf(locator, (refuse) => read(cursor, context.limits, refuse), context);
  } finally {
    cursor.close();
  }
}

/** Files of a sequential container; archives at its top are opened in turn, as far as nesting allows. */
async function* filesOf(
  locator: Pick<UnitLocator, 'path' | 'nesting'>,
  open: (refuse: Refuse) => StreamMembers,
  context: ReadContext,
): AsyncGenerator<EvidenceFile> {
  const refused: Problem[] = [];
  const members = open((path, code, detail) => refused.push({ code, file: locator.path + path, detail }));
  for await (const member of members) {
    for (const problem of refused.splice(0)) yield refusedFile(problem.file ?? locator.path, problem);
    yield* memberFiles(locator, member, context);
  }
  for (const problem of refused) yield refusedFile(problem.file ?? locator.path, problem);
}

async function* memberFiles(
  { path: prefix, nesting }: Pick<UnitLocator, 'path' | 'nesting'>,
  member: StreamMember,
  context: ReadContext,
): AsyncGenerator<EvidenceFile> {
  const { path, size, modified, content } = member;
  const full = prefix + path;
  if (container.isPackedFile(path)) {
    const unpacked = container.withoutGz(full);
    yield evidenceFile({ path: unpacked, size: undefined, modified }, () => gunzip(content, size ?? 0, context));
    return;
  }
  if (!container.isAtTop(path) || !container.hasArchiveName(path)) {
    yield evidenceFile({ path: full, size, modified }, () => content);
    return;
  }
  const head = await peek(content);
  const kind = container.sniffContainer(head.bytes);
  if (kind === undefined) {
    yield evidenceFile({ path: full, size, modified }, () => head.stream);
    return;
  }
  yield* nestedFiles({ path: `${full}!`, nesting: nesting + 1 }, full, kind, head.stream, size ?? 0, context);
}

async function* nestedFiles(
  inner: Pick<UnitLocator, 'path' | 'nesting'>,
  name: string,
  kind: container.ContainerKind,
  stream: ByteStream,
  packed: number,
  context: ReadContext,
): AsyncGenerator<EvidenceFile> {
  if (inner.nesting > MAX_NESTING) {
    yield refusedFile(name, nestedTooDeep(name));
    return;
  }
  if (kind === 'seven-zip') {
    const detail = 'a 7z archive inside a compressed archive; unpack the outer one first';
    yield refusedFile(name, { code: 'ALC-E006', file: name, detail });
    return;
  }
  const cursor = new Cursor(kind === 'gzip' ? gunzip(stream, packed, context) : stream);
  const read = kind === 'zip' ? readZipSequence : readTar;
  try {
    yield* filesOf(inner, (refuse) => read(cursor, context.limits, refuse), context);
  } catch (error) {
    yield refusedFile(name, toProblem(error, name));
  }
}

export const nestedTooDeep = (file: string): Problem => ({
  code: 'ALC-E007',
  file,
  detail: 'an archive in an archive in an archive was not opened',
});

/** The first bytes of a stream, and the whole stream again. */
async function peek(stream: ByteStream): Promise<{ bytes: Uint8Array; stream: ByteStream }> {
  const cursor = new Cursor(stream);
  let bytes: Uint8Array = new Uint8Array(0);
  let fault: { readonly error: unknown } | undefined;
  try {
    bytes = await cursor.take(container.SIGNATURE_BYTES);
  } catch (error) {
    fault = { error };
  }
  let first: Uint8Array | undefined = bytes.length > 0 ? bytes : undefined;
  const again: ByteStream = {
    async next() {
      const head = first;
      first = undefined;
      if (head !== undefined) return head;
      if (fault !== undefined) throw fault.error;
      return cursor.next(Number.MAX_SAFE_INTEGER);
    },
    close: () => stream.close(),
  };
  return { bytes, stream: again };
}
