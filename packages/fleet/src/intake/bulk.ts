/** Many assessments at once, in bounded memory: read, checked and stored in batches, several of them at a time. */
import { Assessment } from '@allclear/model';
import { z } from 'zod';
import type { BulkAnswer } from '../api/intake.js';
import type { Database, TenantContext } from '../database/index.js';
import { type IntakeItem, takeInAll } from './intake.js';
import { Whose } from './whose.js';

/** One line, with what is known about it from elsewhere. */
export interface BulkLine {
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Id, or key in the register, of the organisation. */
  readonly organisation?: string;
  /** ISO */
  readonly assessed?: string;
}

export const BULK_LIMITS = { line: 64_000_000, total: 1_000_000_000_000 };
const BATCH = { items: 64, bytes: 16_000_000 };
/** While one batch is stored, the next is read. */
const AT_ONCE = 3;
const MOST_TOLD = 100;
const TRIES = 5;

const Envelope = z.object({
  organisation: z.string().max(200).optional(),
  assessed: z.iso.datetime().optional(),
  assessment: z.unknown(),
});

type Result = z.infer<typeof BulkAnswer>;
interface Item extends IntakeItem {
  readonly line: number;
}

/** @param organisation of lines that do not say whose they are */
export async function takeInBulk(
  database: Database,
  context: TenantContext,
  lines: AsyncIterable<BulkLine>,
  organisation?: string,
): Promise<Result> {
  const result: Result = {
    lines: 0,
    taken: 0,
    known: 0,
    refusedCount: 0,
    refused: [],
    episodes: { opened: 0, closed: 0 },
  };
  const refuse = (line: number, problem: string): void => {
    result.refusedCount++;
    if (result.refused.length < MOST_TOLD) result.refused.push({ line, problem });
  };
  const whose = new Whose(database, context);
  const running = new Set<Promise<void>>();
  let failure: unknown;
  let batch: Item[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const items = batch;
    batch = [];
    bytes = 0;
    const work: Promise<void> = store(database, context, items, result, refuse)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => running.delete(work));
    running.add(work);
    if (running.size >= AT_ONCE) await Promise.race(running);
    if (failure !== undefined) throw failure;
  };
  try {
    for await (const line of lines) {
      result.lines++;
      const item = await read(line, context, whose, organisation);
      if (typeof item === 'string') {
        refuse(line.number, item);
        continue;
      }
      batch.push(item);
      bytes += line.bytes.length;
      if (batch.length >= BATCH.items || bytes >= BATCH.bytes) await flush();
    }
    await flush();
  } finally {
    await Promise.all(running);
  }
  if (failure !== undefined) throw failure;
  return result;
}

/** The item, or why it is none. */
async function read(
  line: BulkLine,
  context: TenantContext,
  whose: Whose,
  fallback: string | undefined,
): Promise<Item | string> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(line.bytes));
  } catch {
    return 'not JSON';
  }
  const isEnvelope = typeof value === 'object' && value !== null && 'assessment' in value;
  const envelope = isEnvelope ? Envelope.safeParse(value) : undefined;
  if (envelope?.success === false) return `not an envelope: ${envelope.error.issues[0]?.message ?? ''}`;
  const parsed = Assessment.safeParse(envelope ? envelope.data.assessment : value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `not an assessment: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  }
  const key = line.organisation ?? envelope?.data.organisation;
  const organisation =
    key !== undefined ? await whose.byKey(key) : (fallback ?? (await whose.byHost(parsed.data.host.name)));
  if (organisation === undefined)
    return key === undefined
      ? `no organisation has the domain of ${parsed.data.host.name}; name one in the line or the query`
      : `no organisation has the key ${key}`;
  const assessed = line.assessed ?? envelope?.data.assessed;
  return {
    line: line.number,
    assessment: parsed.data,
    options: {
      authority: context.authority,
      organisation,
      ...(assessed === undefined ? {} : { assessedAt: assessed }),
    },
  };
}

/** A batch; when it fails for what one of its items holds, each by itself. */
async function store(
  database: Database,
  context: TenantContext,
  items: readonly Item[],
  result: Result,
  refuse: (line: number, problem: string) => void,
): Promise<void> {
  try {
    const results = await retried(() => database.withTenant(context, (t) => takeInAll(t, items)));
    for (const one of results) {
      if (one.isNew) result.taken++;
      else result.known++;
      if (one.opened !== undefined) result.episodes.opened++;
      if (one.closed !== undefined) result.episodes.closed++;
    }
  } catch (error) {
    // 08, 57, 53: the database is gone or full; nothing is wrong with the items.
    const code = codeOf(error);
    if (code === '' || /^(08|57|53|28)/.test(code)) throw error;
    const [only, ...more] = items;
    if (only === undefined) return;
    if (more.length === 0) refuse(only.line, `cannot be stored: ${error instanceof Error ? error.message : ''}`);
    else for (const item of items) await store(database, context, [item], result, refuse);
  }
}

/** Two transactions that waited for each other: one of them tries again. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= TRIES || !['40P01', '40001'].includes(codeOf(error))) throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
