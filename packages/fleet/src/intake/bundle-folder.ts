/**
 * A folder with many assessments: `assessments.jsonl[.gz]` and, beside it, `servers.jsonl` that says of each line in turn
 * whose it is and when it was made (`allclear lab wave` writes such folders).
 */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { linesOf } from '../server/lines.js';
import { BULK_LIMITS, type BulkLine } from './bulk.js';

const Server = z.object({ organisation: z.string(), collected: z.array(z.string()) });
const SERVER_LIMITS = { line: 1_000_000, total: 10_000_000_000 };

export const SERVERS_FILE = 'servers.jsonl';

export function assessmentsFile(folder: string): string | undefined {
  return ['assessments.jsonl.gz', 'assessments.jsonl'].map((name) => join(folder, name)).find(existsSync);
}

/** @throws where a file cannot be read, or servers.jsonl is not as it should be */
export async function* bundleFolderLines(folder: string): AsyncGenerator<BulkLine> {
  const file = assessmentsFile(folder);
  if (file === undefined) throw new Error(`${folder}: there is no assessments.jsonl or assessments.jsonl.gz`);
  const owners = existsSync(join(folder, SERVERS_FILE)) ? ownersOf(join(folder, SERVERS_FILE)) : undefined;
  try {
    for await (const line of linesOf(createReadStream(file), BULK_LIMITS)) {
      const owner = owners === undefined ? undefined : await owners.next();
      if (owner?.done === true) throw new Error(`${SERVERS_FILE} names fewer collections than there are assessments`);
      yield { ...line, ...owner?.value };
    }
  } finally {
    await owners?.return(undefined);
  }
}

async function* ownersOf(path: string): AsyncGenerator<{ organisation: string; assessed: string }> {
  for await (const { number, bytes } of linesOf(createReadStream(path), SERVER_LIMITS)) {
    const server = Server.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    if (!server.success) throw new Error(`${SERVERS_FILE}, line ${number}: ${server.error.issues[0]?.message ?? ''}`);
    for (const assessed of server.data.collected) yield { organisation: server.data.organisation, assessed };
  }
}
