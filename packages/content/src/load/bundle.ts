/**
 * The shipped knowledge, parsed once at build time: reading YAML is most of what a short run would do otherwise.
 * The bundle names the version of the data it was made from; with any other data it is ignored. It is compressed, so
 * that tokens which antivirus would flag do not lie plain on disk here either.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { z } from 'zod';
import { ActorProfile } from '../campaigns/index.js';
import { CheckDescription } from '../checks/index.js';

const FILE = fileURLToPath(new URL('../../dist/knowledge.br', import.meta.url));

const Bundle = z.object({
  version: z.string(),
  sigma: z.array(z.object({ origin: z.string(), document: z.unknown() })),
  checks: z.array(CheckDescription),
  actors: z.array(ActorProfile),
});
export type Bundle = z.infer<typeof Bundle>;

/** Undefined where there is none, or one of other data. */
export function readBundle(version: string): Bundle | undefined {
  try {
    const parsed = Bundle.safeParse(JSON.parse(brotliDecompressSync(readFileSync(FILE)).toString('utf8')));
    return parsed.success && parsed.data.version === version ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function writeBundle(bundle: Bundle): void {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };
  writeFileSync(`${FILE}.part`, brotliCompressSync(JSON.stringify(bundle), quality));
  renameSync(`${FILE}.part`, FILE);
}
