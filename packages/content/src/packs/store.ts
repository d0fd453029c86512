/**
 * Packs on disk: a folder each, below a content folder. Rules lie compressed, so that words in them which antivirus
 * products look for do not get them quarantined. A pack is written aside and renamed: it is there whole or not at all.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Problem } from '@allclear/model';
import { z } from 'zod';
import { IndicatorRow } from '../indicators/index.js';
import type { SigmaDocument } from '../load/sigma-document.js';
import { isPackName, PACK_LIMITS, PackManifest, PackRules, PackYara, type YaraFile } from './pack.js';

const MANIFEST = 'pack.json';
const RULES = 'rules.br';
const YARA = 'yara.br';
const INDICATORS = 'indicators.br';
const LICENCE = 'LICENSE.txt';

export interface PackContent {
  readonly sigma: readonly SigmaDocument[];
  readonly yara: readonly YaraFile[];
  readonly indicators: readonly IndicatorRow[];
}

export interface NewPack extends PackContent {
  readonly manifest: Omit<PackManifest, 'hash' | 'format'>;
  /** Text of the pack's licence file. */
  readonly licence: string | undefined;
}

export interface InstalledPack {
  readonly folder: string;
  readonly manifest: PackManifest;
}

/** Packs of a content folder by name, and what looks like one but cannot be used. A folder that is not there has none. */
export function listPacks(folder: string): { packs: InstalledPack[]; problems: Problem[] } {
  const packs: InstalledPack[] = [];
  const problems: Problem[] = [];
  for (const name of packFolders(folder)) {
    const place = name === '' ? folder : join(folder, name);
    const file = join(place, MANIFEST);
    const manifest = readManifest(file);
    if (manifest === undefined)
      problems.push({ code: 'ALC-R001', file, detail: 'the pack is damaged and was not used; add it again' });
    else packs.push({ folder: place, manifest });
  }
  return { packs, problems };
}

/** Names of the folders that hold a manifest; the folder itself is '' where it is a pack. */
function packFolders(folder: string): string[] {
  if (existsSync(join(folder, MANIFEST))) return [''];
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) => entry.isDirectory() && isPackName(entry.name) && existsSync(join(folder, entry.name, MANIFEST)),
      )
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}

function readManifest(file: string): PackManifest | undefined {
  try {
    if (statSync(file).size > PACK_LIMITS.fileBytes) return undefined;
    const parsed = PackManifest.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success && isPackName(parsed.data.name) ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** What a pack holds; a part that cannot be read is a problem, the others are used. */
export function readPack(pack: InstalledPack): PackContent & { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const part = <T>(file: string, schema: z.ZodType<T[]>): T[] => {
    const path = join(pack.folder, file);
    if (!existsSync(path)) return [];
    try {
      const plain = brotliDecompressSync(readFileSync(path), { maxOutputLength: PACK_LIMITS.storedBytes });
      const parsed = schema.safeParse(JSON.parse(plain.toString('utf8')));
      if (parsed.success) return parsed.data;
    } catch {
      // Told below: whatever is wrong with it, adding the pack again mends it.
    }
    problems.push({ code: 'ALC-R001', file: path, detail: 'damaged and not used; add the pack again' });
    return [];
  };
  return {
    sigma: part(RULES, PackRules).map(({ origin, document }) => ({ origin, document })),
    yara: part(YARA, PackYara),
    indicators: part(INDICATORS, z.array(IndicatorRow)),
    problems,
  };
}

/** Installs a pack; one of the same name is replaced. Throws file system errors, leaving what was there. */
export function writePack(folder: string, pack: NewPack): InstalledPack {
  const { name } = pack.manifest;
  if (!isPackName(name)) throw new RangeError(`not a name for a pack: ${name}`);
  const hash = createHash('sha256')
    .update(JSON.stringify([pack.sigma, pack.yara, pack.indicators]))
    .digest('hex')
    .slice(0, 16);
  const manifest: PackManifest = { format: 1, ...pack.manifest, hash };
  const place = join(folder, name);
  const aside = join(folder, `.${name}.${process.pid}.part`);
  const old = join(folder, `.${name}.${process.pid}.old`);
  mkdirSync(folder, { recursive: true });
  rmSync(aside, { recursive: true, force: true });
  try {
    mkdirSync(aside);
    if (pack.sigma.length > 0) writeFileSync(join(aside, RULES), compressed(pack.sigma));
    if (pack.yara.length > 0) writeFileSync(join(aside, YARA), compressed(pack.yara));
    if (pack.indicators.length > 0) writeFileSync(join(aside, INDICATORS), compressed(pack.indicators));
    if (pack.licence !== undefined) writeFileSync(join(aside, LICENCE), pack.licence);
    writeFileSync(join(aside, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    const replaces = existsSync(place);
    if (replaces) renameSync(place, old);
    try {
      renameSync(aside, place);
    } catch (error) {
      if (replaces) renameSync(old, place);
      throw error;
    }
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return { folder: place, manifest };
}

/** Takes a pack away; false where there is none of that name. Throws file system errors. */
export function removePack(folder: string, name: string): boolean {
  if (!isPackName(name) || !existsSync(join(folder, name, MANIFEST))) return false;
  const old = join(folder, `.${name}.${process.pid}.old`);
  renameSync(join(folder, name), old);
  rmSync(old, { recursive: true, force: true });
  return true;
}

function compressed(value: unknown): Buffer {
  return brotliCompressSync(JSON.stringify(value), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}
