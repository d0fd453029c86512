import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Problem } from '@allclear/model';
import { openablePath } from '../bytes/openable-path.js';
import { FileAccess, type RandomAccess, readRange } from '../bytes/random-access.js';
import { MAX_NESTING } from '../limits.js';
import { EvidenceError, ProblemList, toProblem } from '../problem.js';
import {
  type ByteLocator,
  contextOf,
  type EvidenceUnit,
  type OpenOptions,
  type ReadContext,
  type UnitForm,
  type UnitList,
} from '../unit.js';
import * as container from './container.js';
import { walkFolder } from './folder.js';
import { nestedTooDeep, openAccess } from './open-unit.js';
import { sevenZipSize } from './seven-zip/read.js';
import { readZipDirectory } from './zip/directory.js';
import { METHOD_STORED, type ZipMember } from './zip/member.js';

/**
 * What there is to read below the given paths. Reads folders, zip directories and 7z headers, no content. Never throws
 * for bad evidence. Units are in the order of the paths, files of a folder by name, members in their zip's order.
 */
export async function listUnits(paths: readonly string[], options: OpenOptions): Promise<UnitList> {
  const lister = new Lister(options);
  const taken = new Set<string>();
  for (const path of paths) {
    const absolute = resolve(path);
    const name = basename(absolute) || absolute.replace(/[\\/:]/g, '');
    lister.listGiven(absolute, name, paths.length > 1 ? `${unique(name, taken)}/` : '');
  }
  return lister.result();
}

/** Two given paths may have the same base name: `logs`, `logs (2)`. */
function unique(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let n = 2; taken.has(candidate.toLowerCase()); n++) candidate = `${name} (${n})`;
  taken.add(candidate.toLowerCase());
  return candidate;
}

/** Where a container is met: its bytes, what its members' paths begin with, and the name problems go under. */
interface Place {
  readonly source: ByteLocator;
  readonly prefix: string;
  readonly name: string;
  readonly nesting: number;
}

interface FileFacts {
  readonly path: string;
  readonly size: number;
  readonly modified: number | undefined;
}

class Lister {
  readonly #units: EvidenceUnit[] = [];
  readonly #problems = new ProblemList();
  readonly #context: ReadContext;

  constructor(readonly options: OpenOptions) {
    this.#context = contextOf(options, (code, detail) => this.#problems.add({ code, detail }));
  }

  result(): UnitList {
    const totalBytes = this.#units.reduce((sum, unit) => sum + unit.bytes, 0);
    return { units: this.#units, problems: this.#problems.list(), totalBytes };
  }

  listGiven(file: string, name: string, prefix: string): void {
    try {
      const status = statSync(openablePath(file));
      if (status.isDirectory()) {
        this.#listFolder(file, name, prefix);
        return;
      }
      if (!status.isFile()) {
        this.#problems.add({ code: 'ALC-E001', file: name, detail: 'it is neither a file nor a folder' });
        return;
      }
      const source: ByteLocator = { at: 'file', file };
      const facts: FileFacts = { path: name, size: status.size, modified: Math.floor(status.mtimeMs) };
      const access = new FileAccess(file);
      const kind = container.sniffAccess(access);
      if (kind === undefined) {
        access.close();
        this.#listUnrecognised(facts, source, prefix);
      } else {
        this.#listContainer(kind, access, { source, prefix, name, nesting: 0 }, facts);
      }
    } catch (error) {
      this.#problems.add(toProblem(error, name));
    }
  }

  /** A file of an archive's name without its signature is a damaged archive; anything else is a single file. */
  #listUnrecognised(facts: FileFacts, source: ByteLocator, prefix: string): void {
    if (container.hasArchiveName(facts.path))
      this.#problems.add({ code: 'ALC-E004', file: facts.path, detail: 'by its name an archive, by its content none' });
    else this.#addFile('plain', { ...facts, path: prefix + facts.path }, source);
  }

  #listFolder(root: string, name: string, prefix: string): void {
    const problems = new ProblemList();
    const { files, topFolders } = walkFolder(root, prefix, this.#context.limits, problems);
    for (const problem of problems.list()) this.#problems.add(problem);
    if (files.length === 0 && problems.list().length === 0)
      this.#problems.add({ code: 'ALC-E001', file: name, detail: 'the folder is empty' });
    const opens = !container.looksLikeDriveRoot(topFolders);
    const topNames = files.map((file) => file.path);
    const velociraptor = topFolders.length === 0 && container.isVelociraptorContainer(topNames);
    for (const file of files) {
      const source: ByteLocator = { at: 'file', file: file.file };
      const path = prefix + file.path;
      const place: Place = { source, prefix: `${path}!`, name: path, nesting: 0 };
      const transparent = velociraptor && file.path.toLowerCase() === 'data.zip';
      if (transparent) this.#listTopArchive({ ...place, prefix }, { ...file, path });
      else if (opens && container.isAtTop(file.path) && container.hasArchiveName(file.path))
        this.#listTopArchive(place, { ...file, path });
      else if (container.isPackedFile(file.path)) this.#addPacked({ ...file, path }, source);
      else this.#addFile('plain', { ...file, path }, source);
    }
  }

  /** An archive beside other files: opened where it is one, else a file like the others. */
  #listTopArchive(place: Place, facts: FileFacts): void {
    try {
      const access = openAccess(place.source, this.#context);
      const kind = container.sniffAccess(access);
      if (kind === undefined) {
        access.close();
        this.#addFile('plain', facts, place.source);
      } else {
        this.#listContainer(kind, access, place, facts);
      }
    } catch (error) {
      this.#problems.add(toProblem(error, place.name));
    }
  }

  /** Takes over the access. */
  #listContainer(kind: container.ContainerKind, access: RandomAccess, place: Place, facts: FileFacts): void {
    try {
      if (kind === 'zip') this.#listZip(access, place, facts);
      else if (kind === 'tar') this.#addStream('tar', place, access.size, facts);
      else if (kind === 'seven-zip') this.#listSevenZip(access, place, facts);
      else this.#listGzip(access, place, facts);
    } catch (error) {
      this.#problems.add(toProblem(error, place.name));
    } finally {
      access.close();
    }
  }

  #listSevenZip(access: RandomAccess, place: Place, facts: FileFacts): void {
    const { limits, password } = this.#context;
    this.#addStream('seven-zip', place, sevenZipSize(access, limits, password), facts);
  }

  /** By its name a packed tar or a packed file; a name that says nothing counts as a file. */
  #listGzip(access: RandomAccess, place: Place, facts: FileFacts): void {
    const unpacked = gzipSize(access);
    if (/\.(tgz|tar\.gz)$/i.test(facts.path)) this.#addStream('tar-gzip', place, unpacked, facts);
    else {
      const path = place.prefix === `${place.name}!` ? facts.path : place.prefix + facts.path;
      this.#addUnit('gzip', container.withoutGz(path), place, undefined, unpacked, facts.modified);
    }
  }

  #listZip(access: RandomAccess, place: Place, facts: FileFacts): void {
    let directory: ReturnType<typeof readZipDirectory>;
    try {
      directory = readZipDirectory(access, place.name, this.#context.limits);
    } catch (error) {
      const lost = error instanceof EvidenceError && error.code === 'ALC-E004';
      if (!lost) throw error;
      this.#problems.add(toProblem(error, place.name));
      this.#addStream('zip-sequence', place, access.size, facts);
      return;
    }
    const { members, problems } = directory;
    for (const problem of problems) this.#problems.add(inPlace(problem, place));
    if (members.length === 0 && problems.length === 0)
      this.#problems.add({ code: 'ALC-E001', file: place.name, detail: 'the archive is empty' });
    const topFolders = new Set(
      members.filter(({ path }) => path.includes('/')).map(({ path }) => path.split('/', 1)[0] ?? ''),
    );
    const opens = !container.looksLikeDriveRoot(topFolders);
    const velociraptor = container.isVelociraptorContainer(members.map(({ path }) => path));
    for (const member of members) this.#listMember(member, place, opens, velociraptor);
  }

  #listMember(member: ZipMember, place: Place, opens: boolean, velociraptor: boolean): void {
    const source: ByteLocator = { at: 'zip-member', within: place.source, member };
    const path = place.prefix + member.path;
    const facts: FileFacts = { path, size: member.size, modified: member.modified };
    const transparent = velociraptor && member.path.toLowerCase() === 'data.zip';
    if (transparent)
      this.#listNested({ source, prefix: place.prefix, name: path, nesting: place.nesting }, member, facts);
    else if (opens && container.isAtTop(member.path) && container.hasArchiveName(member.path)) {
      if (place.nesting >= MAX_NESTING) this.#problems.add(nestedTooDeep(path));
      else this.#listNested({ source, prefix: `${path}!`, name: path, nesting: place.nesting + 1 }, member, facts);
    } else if (container.isPackedFile(member.path)) this.#addPacked(facts, source);
    else this.#addFile('plain', facts, source);
  }

  /** Stored archives are listed like those on disk; compressed ones can only be read from front to end. */
  #listNested(place: Place, member: ZipMember, facts: FileFacts): void {
    const isStored = member.method === METHOD_STORED;
    const isZipCrypto = (member.flags & 1) !== 0 && member.aes === undefined;
    if (isStored && !isZipCrypto) {
      this.#listTopArchive(place, facts);
      return;
    }
    const name = member.path.toLowerCase();
    if (name.endsWith('.7z')) {
      const detail = 'a 7z archive inside a compressed archive; unpack the outer one first';
      this.#problems.add({ code: 'ALC-E006', file: place.name, detail });
      return;
    }
    const form = name.endsWith('.zip') ? 'zip-sequence' : name.endsWith('.tar') ? 'tar' : 'tar-gzip';
    this.#addStream(form, place, member.size, facts);
  }

  #addPacked(facts: FileFacts, source: ByteLocator): void {
    const place: Place = { source, prefix: '', name: facts.path, nesting: 0 };
    this.#addUnit('gzip', container.withoutGz(facts.path), place, undefined, facts.size, facts.modified);
  }

  #addFile(form: 'plain', facts: FileFacts, source: ByteLocator): void {
    const place: Place = { source, prefix: '', name: facts.path, nesting: 0 };
    this.#addUnit(form, facts.path, place, facts.size, facts.size, facts.modified);
  }

  #addStream(form: UnitForm, place: Place, bytes: number, facts: FileFacts): void {
    this.#addUnit(form, place.prefix, place, undefined, bytes, facts.modified);
  }

  #addUnit(
    form: UnitForm,
    path: string,
    place: Place,
    size: number | undefined,
    bytes: number,
    modified: number | undefined,
  ): void {
    const kind = form === 'plain' || form === 'gzip' ? 'file' : 'stream';
    const { source, name, nesting } = place;
    const locator = { form, path, container: name, source, size, modified, nesting };
    this.#units.push({ path: kind === 'file' ? path : name, bytes, kind, locator });
  }
}

/** A gzip file ends with its unpacked size modulo 2^32; a guess for progress only. */
function gzipSize(access: RandomAccess): number {
  const trailer = readRange(access, Math.max(0, access.size - 4), 4);
  const declared = trailer.length === 4 ? new DataView(trailer.buffer).getUint32(0, true) : 0;
  return Math.max(declared, access.size);
}

/** Problems of single members carry the member's own path; that of the zip is put before it. */
function inPlace(problem: Problem, place: Place): Problem {
  if (problem.file === undefined || problem.file === place.name) return problem;
  return { ...problem, file: place.prefix + problem.file };
}
