/**
 * Kills the sending process at random points and counts: no message twice, none lost. `node dist/notices/testing/crash-run.js [kills]`
 * runs it alone (default 50 kills) and prints what it counted; exit code 1 when a promise is broken.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Database, migrate, startEmbedded } from '../../database/index.js';
import { startSink } from './sink.js';

export interface CrashReport {
  readonly messages: number;
  readonly kills: number;
  /** Kills that left a message whose fate nobody knows. */
  readonly unknown: number;
  readonly sent: number;
  /** Message-IDs that the mail server took more than once. */
  readonly twice: readonly string[];
  /** Neither at the mail server nor listed as unknown. */
  readonly lost: readonly string[];
  /** Recorded as sent, yet the mail server never saw them. */
  readonly falselySent: readonly string[];
  /** The mail server has them, yet they are neither sent nor unknown. */
  readonly unrecorded: readonly string[];
}

/** Compiled: Node itself runs it, also when this file is run out of src by the tests. */
const CHILD = fileURLToPath(new URL('../../../dist/notices/testing/send-child.js', import.meta.url));
const Id = z.object({ id: z.string() });

export async function crashRun(kills: number, messages: number): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'notice-crash-'));
  const embedded = await startEmbedded(folder);
  const database = new Database(embedded.url);
  // Between taking and saying so there is time to be killed.
  const sink = await startSink({ delay: () => Math.random() * 12 });
  try {
    await migrate(embedded.url);
    const { authority, batch } = await seed(database, messages);
    const job = JSON.stringify({ database: embedded.url, smtp: sink.url, authority, batch });
    let killed = 0;
    let done = false;
    while (!done) {
      const ended = await runChild(job, killed < kills ? Math.random() * 400 : undefined);
      if (ended === 'killed') killed += 1;
      done = ended === 'done';
    }
    const rows = await database.withTenant({ authority, role: 'system' }, (t) =>
      t.rows(
        z.object({ message_id: z.string(), state: z.string() }),
        'select message_id, state from notice where batch_id = $1',
        [batch],
      ),
    );
    const seen = new Map<string, number>();
    for (const { messageId } of sink.taken) seen.set(messageId, (seen.get(messageId) ?? 0) + 1);
    const ids = (test: (row: { message_id: string; state: string }) => boolean): string[] =>
      rows.filter(test).map((r) => r.message_id);
    return {
      messages,
      kills: killed,
      unknown: ids((r) => r.state === 'unknown').length,
      sent: ids((r) => r.state === 'sent').length,
      twice: [...seen].filter(([, count]) => count > 1).map(([id]) => id),
      lost: ids((r) => r.state !== 'unknown' && !seen.has(r.message_id)),
      falselySent: ids((r) => r.state === 'sent' && !seen.has(r.message_id)),
      unrecorded: [...seen.keys()].filter(
        (id) => !rows.some((r) => r.message_id === id && (r.state === 'sent' || r.state === 'unknown')),
      ),
    };
  } finally {
    await sink.close();
    await database.close();
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param killAfter ms after the child is ready; undefined: it may finish */
async function runChild(job: string, killAfter: number | undefined): Promise<string> {
  const child = spawn(process.execPath, [CHILD, job], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let ready: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.includes('ready\n')) ready();
  });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await Promise.race([isReady, closed]);
  if (killAfter !== undefined) {
    await Promise.race([wait(killAfter), closed]);
    child.kill('SIGKILL');
  }
  await closed;
  if (child.signalCode === 'SIGKILL') return 'killed';
  if (child.exitCode !== 0) throw new Error('the sending process failed');
  return output.trim().split('\n').at(-1) ?? '';
}

async function seed(database: Database, messages: number): Promise<{ authority: string; batch: string }> {
  const authority =
    (await database.asOwner((t) => t.row(Id, "insert into authority (name) values ('c') returning id")))?.id ?? '';
  return database.withTenant({ authority, role: 'system' }, async (t) => {
    const people = await t.rows(
      Id,
      "insert into account (authority_id, email, role) values ($1, 'a@x.example', 'analyst'), ($1, 'b@x.example', 'analyst') returning id",
      [authority],
    );
    const batch = await t.row(
      Id,
      `insert into notice_batch (authority_id, name, template, template_version, state, created_by, approved_by, rate)
       values ($1, 'crash', 'vulnerable', 'x', 'sending', $2, $3, 100000000) returning id`,
      [authority, people[0]?.id ?? null, people[1]?.id ?? null],
    );
    await t.run(
      `with o as (insert into organisation (authority_id, name) select $1, 'o' || n from generate_series(1, $3::int) n returning id, name),
            c as (insert into contact (authority_id, organisation_id, channel, address, source)
                  select $1, id, 'email', name || '@x.example', 'register' from o returning id, organisation_id, address)
       insert into notice (authority_id, organisation_id, batch_id, contact_id, channel, address, language, subject, body, message_id, verification_hash)
       select $1, organisation_id, $2, id, 'email', address, 'en', 's', 'b', '<' || gen_random_uuid() || '@x.example>', repeat('0', 64) from c`,
      [authority, batch?.id ?? '', messages],
    );
    return { authority, batch: batch?.id ?? '' };
  });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const kills = Number(process.argv[2] ?? 50);
  const report = await crashRun(kills, kills * 40);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  const broken = report.twice.length + report.lost.length + report.falselySent.length + report.unrecorded.length;
  process.exit(broken === 0 && report.unknown <= report.kills && report.kills >= kills ? 0 : 1);
}
