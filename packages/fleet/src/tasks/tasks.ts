/** Tasks: proposed, approved by another person where a server is changed, done with the proof of it, verified by an assessment. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JournalError, type JournalRecord, readJournal } from '@allclear/response';
import { z } from 'zod';
import { audit } from '../access/audit.js';
import {
  type NewTask,
  type Task,
  type TaskDone,
  TaskOrder,
  TaskOutcome,
  type TaskQuery,
  TaskState,
} from '../api/tasks.js';
import type { Database, TenantContext, Transaction } from '../database/index.js';
import { clean, storable } from '../intake/storable.js';
import { badRequest, HttpError, notFound } from '../server/errors.js';
import type { RequestContext } from '../server/fleet-app.js';
import { cursorOf, keyOf, paged } from '../server/paging.js';
import { OutcomeError, outcomeOf, keyOf as pathKey, statementOf } from './outcome.js';

const Result = z.object({ order: TaskOrder.optional(), outcome: TaskOutcome.optional() });
const Row = z.object({
  id: z.string(),
  organisation_id: z.string(),
  organisation: z.string(),
  host_id: z.string().nullable(),
  host: z.string().nullable(),
  host_patched: z.string().nullable(),
  host_cleaned: z.string().nullable(),
  title: z.string(),
  detail: z.string(),
  changes_server: z.boolean(),
  state: TaskState,
  proposed_by: z.string().nullable(),
  proposed_name: z.string().nullable(),
  approved_by: z.string().nullable(),
  approved_name: z.string().nullable(),
  result: Result.nullable(),
  created_at: z.date(),
  created_text: z.string(),
  decided_at: z.date().nullable(),
  done_at: z.date().nullable(),
});
type TaskRow = z.infer<typeof Row>;
const SELECT = `select k.id, k.organisation_id, o.name as organisation, k.host_id, h.name as host, h.patched as host_patched, h.cleaned as host_cleaned,
    k.title, k.detail, k.changes_server, k.state, k.proposed_by, p.email as proposed_name, k.approved_by, a.email as approved_name, k.result,
    k.created_at, k.created_at::text as created_text, k.decided_at, k.done_at
  from task k join organisation o on o.id = k.organisation_id left join host h on h.id = k.host_id
  left join account p on p.id = k.proposed_by left join account a on a.id = k.approved_by`;

export async function proposeTask(t: Transaction, who: RequestContext, task: z.infer<typeof NewTask>): Promise<string> {
  if (task.order && (!task.changesServer || task.host === undefined))
    throw badRequest('An order to remove files changes a server, and names the host.');
  if (task.order && new Set(task.order.files.map((f) => pathKey(f.path))).size !== task.order.files.length)
    throw badRequest('A file stands twice in the order.');
  const known = await t.row(
    z.object({ organisation: z.boolean(), host: z.boolean() }),
    `select exists (select from organisation where id = $1) as organisation,
            $2::uuid is null or exists (select from host where id = $2 and organisation_id = $1) as host`,
    [task.organisation, task.host ?? null],
  );
  if (known?.organisation !== true) throw notFound('organisation');
  if (!known.host) throw notFound('host');
  const id = randomUUID();
  await t.run(
    `insert into task (id, authority_id, organisation_id, host_id, episode_id, title, detail, changes_server, proposed_by, result)
     values ($1, $2, $3, $4, (select id from episode where host_id = $4 and closed_at is null), $5, $6, $7, $8, $9)`,
    [
      id,
      who.authority,
      task.organisation,
      task.host ?? null,
      clean(task.title),
      clean(task.detail),
      task.changesServer,
      who.account,
      task.order === undefined ? null : JSON.stringify(storable({ order: task.order })),
    ],
  );
  await note(t, who, 'task.propose', id, task.organisation, {
    changesServer: task.changesServer,
    ...(task.order === undefined ? {} : { legalBasis: clean(task.order.legalBasis), files: task.order.files.length }),
  });
  return id;
}

/** By another person than who proposed it: said here, and by a constraint of the database. */
export async function decideTask(
  t: Transaction,
  who: RequestContext,
  id: string,
  as: 'approved' | 'rejected',
  now: Date,
): Promise<void> {
  const task = await locked(t, id);
  if (task.state !== 'proposed')
    throw new HttpError(409, 'state', `The task is ${task.state}; only a proposal can be decided on.`);
  if (as === 'approved' && task.proposed_by === who.account)
    throw new HttpError(409, 'second-person', 'A second person must approve what you proposed.');
  if (as === 'approved' && task.result?.order && who.role !== 'analyst')
    throw new HttpError(403, 'forbidden', "An order is approved by the authority's own people.");
  await t.run('update task set state = $2, approved_by = $3, decided_at = $4 where id = $1', [
    id,
    as,
    as === 'approved' ? who.account : null,
    now,
  ]);
  await note(t, who, as === 'approved' ? 'task.approve' : 'task.reject', id, task.organisation_id, {});
}

export async function finishTask(
  t: Transaction,
  who: RequestContext,
  id: string,
  done: z.infer<typeof TaskDone>,
  now: Date,
): Promise<void> {
  const task = await locked(t, id);
  if (task.state !== 'approved' && !(task.state === 'proposed' && !task.changes_server))
    throw new HttpError(409, 'state', `The task is ${task.state}; it cannot be done before it is approved.`);
  const order = task.result?.order;
  if (order && done.journal === undefined) throw badRequest('The result of an order is the journal of the quarantine.');
  const files = done.journal === undefined ? [] : await filesOf(order, task.host ?? '', done.journal);
  const outcome: z.infer<typeof TaskOutcome> = {
    files,
    ...(done.journal === undefined ? {} : { journal: createHash('sha256').update(done.journal).digest('hex') }),
    note: clean(done.note),
  };
  await t.run("update task set state = 'done', done_at = $2, result = $3 where id = $1", [
    id,
    now,
    JSON.stringify(storable({ ...(order === undefined ? {} : { order }), outcome })),
  ]);
  // Some files fewer is not clean, and says nothing about patches.
  if (files.some((f) => f.state === 'removed'))
    await t.run("update host set cleaned = 'partly' where id = $1 and cleaned in ('no', 'unknown')", [task.host_id]);
  await note(t, who, 'task.done', id, task.organisation_id, {
    ...(outcome.journal === undefined
      ? {}
      : { journal: outcome.journal, removed: files.filter((f) => f.state === 'removed').length }),
  });
}

/** By an assessment of the same host, made afterwards, that no longer shows what was removed. */
export async function verifyTask(t: Transaction, who: RequestContext, id: string, assessment: string): Promise<void> {
  const task = await locked(t, id);
  if (task.state !== 'done')
    throw new HttpError(409, 'state', `The task is ${task.state}; only what was done can be verified.`);
  const proof = await t.row(
    z.object({ assessed_at: z.date(), present: z.array(z.string()) }),
    `select assessed_at, coalesce((select array_agg(p #>> '{}') from jsonb_path_query(document,
        '$.findings[*] ? (@.present == true && @.remnant.kind == "page").remnant.target.path') p), '{}') as present
     from assessment where id = $1 and host_id = $2`,
    [assessment, task.host_id],
  );
  if (!proof) throw notFound('assessment of this host');
  if (task.done_at === null || proof.assessed_at < task.done_at)
    throw badRequest('The assessment is older than the work.');
  const still = new Set(proof.present.map(pathKey));
  const back = (task.result?.outcome?.files ?? []).find((f) => f.state === 'removed' && still.has(pathKey(f.path)));
  if (back) throw new HttpError(409, 'still-there', `The assessment still shows ${back.path}.`);
  await t.run("update task set state = 'verified' where id = $1", [id]);
  await note(t, who, 'task.verify', id, task.organisation_id, { assessment });
}

async function filesOf(
  order: z.infer<typeof TaskOrder> | undefined,
  host: string,
  journal: string,
): Promise<z.infer<typeof TaskOutcome>['files']> {
  const records = await journalRecords(journal);
  // Without an order the journal itself says what it was about.
  const about = order ?? { legalBasis: '', files: namedIn(records) };
  try {
    return outcomeOf(about, host, records);
  } catch (error) {
    if (error instanceof OutcomeError)
      throw new HttpError(409, 'outside-order', `The journal is no result of this task: ${error.message}.`);
    throw error;
  }
}

function namedIn(records: readonly JournalRecord[]): { path: string }[] {
  const paths = new Map<string, string>();
  for (const r of records)
    if (r.kind === 'begin' || r.kind === 'absent' || r.kind === 'refused')
      paths.set(pathKey(r.windowsPath), r.windowsPath);
  return [...paths.values()].map((path) => ({ path }));
}

/** The chain of its hashes is checked. */
async function journalRecords(journal: string): Promise<readonly JournalRecord[]> {
  const folder = await mkdtemp(join(tmpdir(), 'allclear-journal-'));
  try {
    const path = join(folder, 'journal.jsonl');
    await writeFile(path, journal, { mode: 0o600 });
    return readJournal(path).records;
  } catch (error) {
    if (error instanceof JournalError)
      throw badRequest(error.message.replace(folder, '').replace(/\/?journal\.jsonl/, 'journal'));
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function locked(t: Transaction, id: string): Promise<TaskRow> {
  const task = await t.row(Row, `${SELECT} where k.id = $1 for update of k`, [id]);
  if (!task) throw notFound('task');
  return task;
}

function note(
  t: Transaction,
  who: RequestContext,
  action: string,
  id: string,
  organisation: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return audit(t, who, { actor: who.actor, action, objectKind: 'task', objectId: id, organisation, detail });
}

export async function taskOf(database: Database, context: TenantContext, id: string): Promise<z.infer<typeof Task>> {
  const row = await database.withTenant(context, (t) => t.row(Row, `${SELECT} where k.id = $1`, [id]));
  if (!row) throw notFound('task');
  return shown(row);
}

/** Newest first. */
export async function listTasks(
  database: Database,
  context: TenantContext,
  query: z.infer<typeof TaskQuery>,
): Promise<{ items: z.infer<typeof Task>[]; next?: string }> {
  const [at, id] = query.cursor === undefined ? [null, null] : keyOf(query.cursor, 2);
  const rows = await database.withTenant(context, (t) =>
    t.rows(
      Row,
      `${SELECT} where ($1::uuid is null or k.organisation_id = $1) and ($2::text is null or k.state = $2)
         and ($3::text is null or (k.created_at, k.id::text) < ($3::timestamptz, $4)) order by k.created_at desc, k.id::text desc limit $5`,
      [query.organisation ?? null, query.state ?? null, at ?? null, id ?? null, query.limit + 1],
    ),
  );
  const page = paged(rows, query.limit, (r) => cursorOf(r.created_text, r.id));
  return { ...page, items: page.items.map(shown) };
}

function shown(row: TaskRow): z.infer<typeof Task> {
  const { order, outcome } = row.result ?? {};
  return {
    id: row.id,
    organisation: { id: row.organisation_id, name: row.organisation },
    ...(row.host_id === null ? {} : { host: { id: row.host_id, name: row.host ?? '' } }),
    title: row.title,
    detail: row.detail,
    changesServer: row.changes_server,
    state: row.state,
    ...(row.proposed_by === null ? {} : { proposedBy: { id: row.proposed_by, name: row.proposed_name ?? '' } }),
    ...(row.approved_by === null ? {} : { approvedBy: { id: row.approved_by, name: row.approved_name ?? '' } }),
    created: row.created_at.toISOString(),
    ...(row.decided_at === null ? {} : { decided: row.decided_at.toISOString() }),
    ...(row.done_at === null ? {} : { done: row.done_at.toISOString() }),
    ...(order === undefined ? {} : { order }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(outcome === undefined || outcome.files.length === 0
      ? {}
      : {
          statement: statementOf(outcome.files, {
            patched: row.host_patched ?? 'unknown',
            cleaned: row.host_cleaned ?? 'unknown',
          }),
        }),
  };
}
