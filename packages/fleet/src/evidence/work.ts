/** Evidence that came in, assessed by a worker: decrypted to a private folder, read by a process with limits, taken in. */
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { Assessment } from '@allclear/model';
import { z } from 'zod';
import { audit } from '../access/audit.js';
import { takeIn } from '../intake/intake.js';
import { clean } from '../intake/storable.js';
import { QUEUES } from '../jobs/index.js';
import type { FleetServices } from '../server/fleet-app.js';
import { linesOf } from '../server/lines.js';
import { caseKey } from './case-key.js';
import { appendCustody } from './custody.js';
import { decryptFile } from './decrypt.js';

export interface AssessLimits {
  /** ms. */
  readonly time: number;
  /** Bytes of resident memory. */
  readonly memory: number;
}

const LIMITS: AssessLimits = { time: 45 * 60_000, memory: 4_000_000_000 };
const MAX_SAID = 100_000;
const LINES = { line: 256_000_000, total: 2_000_000_000 };

const Data = z.object({ authority: z.uuid(), evidence: z.uuid() });
const EvidenceRow = z.object({ organisation_id: z.string(), sha256: z.string(), name: z.string(), state: z.string() });
const Said = z.object({
  kind: z.enum(['assessment', 'collection']),
  assessments: z.number(),
  problems: z.array(z.string()),
});

/** Why a piece of evidence could not be assessed, for those who sent it. */
class Unusable extends Error {}

export async function workOnEvidence(services: FleetServices): Promise<void> {
  await services.jobs.work(QUEUES.assess, async (data) => {
    const { authority, evidence } = Data.parse(data);
    await assessEvidence(services, authority, evidence);
  });
}

/** What is wrong with the evidence is recorded with it; only faults of the installation (database, disk) are thrown, and tried again. */
export async function assessEvidence(
  services: FleetServices,
  authority: string,
  evidence: string,
  limits: AssessLimits = LIMITS,
): Promise<void> {
  const context = { authority, role: 'system' } as const;
  const { database } = services;
  const row = await database.withTenant(context, (t) =>
    t.row(EvidenceRow, 'select organisation_id, sha256, name, state from evidence where id = $1', [evidence]),
  );
  if (row?.state !== 'queued') return;
  const folder = await mkdtemp(join(tmpdir(), 'allclear-case-'));
  try {
    const file = join(folder, plainName(row.name));
    const plain = await decrypt(services, authority, row.sha256, file, folder);
    const output = join(folder, 'assessments.jsonl');
    const said = await runChild(file, output, limits);
    const hosts = await takeAll(services, authority, row.organisation_id, evidence, output);
    if (hosts === 0) throw new Unusable(said.problems[0] ?? 'there is no assessment in it');
    await database.withTenant(context, async (t) => {
      await t.run("update evidence set state = 'assessed', kind = $2, problem = $3 where id = $1", [
        evidence,
        said.kind,
        said.problems.length === 0 ? null : clean(said.problems.join('; ')).slice(0, 1000),
      ]);
      await appendCustody(t, evidence, {
        at: new Date(services.clock()),
        who: 'job assess',
        what: `decrypted and assessed; the decrypted copy was removed`,
        sha256: plain,
      });
      await audit(t, context, {
        actor: 'job assess',
        action: 'evidence.assess',
        objectKind: 'evidence',
        objectId: evidence,
        organisation: row.organisation_id,
        detail: { kind: said.kind, assessments: hosts },
      });
    });
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    await database.withTenant(context, async (t) => {
      await t.run("update evidence set state = 'failed', problem = $2 where id = $1", [
        evidence,
        clean(error.message).slice(0, 1000),
      ]);
      await audit(t, context, {
        actor: 'job assess',
        action: 'evidence.fail',
        objectKind: 'evidence',
        objectId: evidence,
        organisation: row.organisation_id,
        detail: { problem: clean(error.message).slice(0, 300) },
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns SHA-256 of the decrypted file */
async function decrypt(
  services: FleetServices,
  authority: string,
  sha256: string,
  file: string,
  folder: string,
): Promise<string> {
  let item = services.blobs.path(sha256);
  if (item === undefined) {
    item = join(folder, 'item.age');
    await pipeline(Readable.from(services.blobs.get(sha256)), createWriteStream(item, { mode: 0o600 }));
  }
  const { identity } = await caseKey(services.installationKey, authority);
  const to = await open(file, 'wx', 0o600);
  try {
    return (await decryptFile(item, identity, to)).sha256;
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error; // of the disk
    throw new Unusable('it cannot be decrypted: it was encrypted for another recipient, or is damaged');
  } finally {
    await to.close();
  }
}

/** Assessments of the child, checked again: it read hostile input. */
async function takeAll(
  services: FleetServices,
  authority: string,
  organisation: string,
  evidence: string,
  output: string,
): Promise<number> {
  let taken = 0;
  for await (const { bytes } of linesOf(createReadStream(output), LINES)) {
    const assessment = Assessment.parse(JSON.parse(new TextDecoder().decode(bytes)));
    await services.database.withTenant({ authority, role: 'system' }, (t) =>
      takeIn(t, assessment, { authority, organisation, evidence }),
    );
    taken += 1;
  }
  return taken;
}

/** Out of src (tests), the compiled program beside it: Node itself runs it. */
const CHILD = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../dist/evidence/assess-child.js' : './assess-child.js',
    import.meta.url,
  ),
);

async function runChild(file: string, output: string, limits: AssessLimits): Promise<z.infer<typeof Said>> {
  // Nothing of our environment: no address of the database, no key.
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${Math.ceil(limits.memory / 2_000_000)}`, CHILD, file, output],
    {
      env: { PATH: process.env.PATH ?? '', TMPDIR: tmpdir() },
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let why: string | undefined;
  const stop = (reason: string): void => {
    why ??= reason;
    child.kill('SIGKILL');
  };
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    if (said.length > MAX_SAID) stop('it made the reader talk without end');
  });
  const clock = setTimeout(() => stop('it took longer than evidence may take'), limits.time);
  const scale = setInterval(() => {
    void memoryOf(child.pid).then((bytes) => {
      if (bytes > limits.memory) stop('it needed more memory than evidence may take');
    });
  }, 250);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (why !== undefined) throw new Unusable(why);
    if (code !== 0) throw new Unusable('the reader of evidence failed on it');
  } finally {
    clearTimeout(clock);
    clearInterval(scale);
  }
  const last = Said.safeParse(parsed(said.trim().split('\n').at(-1) ?? ''));
  if (!last.success) throw new Unusable('the reader of evidence failed on it');
  return last.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Resident bytes, on Linux; elsewhere the limit of the heap has to do. */
async function memoryOf(pid: number | undefined): Promise<number> {
  try {
    const pages = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1];
    return Number(pages ?? 0) * 4096;
  } catch {
    return 0;
  }
}

/** Readers go by names, too; `.age` was only the envelope. */
function plainName(name: string): string {
  const safe = name
    .replace(/\.age$/i, '')
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '')
    .slice(-100);
  return safe === '' || safe === 'assessments.jsonl' ? 'evidence' : safe;
}
