/** What an installed pack of other people's knowledge says about itself. */
import { z } from 'zod';

/** Bounds of one pack; SigmaHQ's whole repository has about 4,000 files and 8 MB of rules. */
export const PACK_LIMITS = {
  /** Files looked at. */
  files: 50_000,
  /** Bytes of one file that is read. */
  fileBytes: 4 * 1024 * 1024,
  /** Unpacked bytes of all files together. */
  totalBytes: 256 * 1024 * 1024,
  /** Documents, YARA files and indicators that are kept of each kind. */
  entries: 200_000,
  /** Bytes of one stored list after unpacking, when it is read again. */
  storedBytes: 256 * 1024 * 1024,
  /** Characters of a licence text that are kept. */
  licenceLength: 20_000,
} as const;

/** `pack.json` of an installed pack. */
export const PackManifest = z.object({
  format: z.literal(1),
  name: z.string(),
  /** What was given to `content add`: a base name, no path of the machine. */
  source: z.string(),
  /** The commit of a git checkout. */
  revision: z.string().optional(),
  /** First line of the pack's licence file, e.g. `MIT License`; each rule may name its own. */
  licence: z.string().optional(),
  added: z.string(),
  /** Hash over everything that was kept: equal packs, equal hash. */
  hash: z.string().regex(/^[0-9a-f]{16}$/),
  rules: z.number().int().nonnegative(),
  yara: z.number().int().nonnegative(),
  indicators: z.number().int().nonnegative(),
  /** Left out because they are broken, and because they are there already. */
  broken: z.number().int().nonnegative(),
  duplicates: z.number().int().nonnegative(),
});
export type PackManifest = z.infer<typeof PackManifest>;

export const PackRules = z.array(z.object({ origin: z.string(), document: z.unknown() }));
export const PackYara = z.array(z.object({ origin: z.string(), text: z.string() }));
export type YaraFile = z.infer<typeof PackYara>[number];

/** Names that Windows keeps for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A pack's name is a folder's name on every platform. */
export function isPackName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && !name.endsWith('.') && !DEVICE.test(name);
}

/** A pack name out of a file's or folder's name; undefined where nothing usable is left. */
export function packNameOf(path: string): string | undefined {
  const base =
    path
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? '';
  const name = base
    .replace(/\.(?:zip|7z|tar|tgz|tar\.gz|ya?ml|yara?|json|csv|txt)$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
    .replace(/[.-]+$/, '');
  return isPackName(name) ? name : undefined;
}
