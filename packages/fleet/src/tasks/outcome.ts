/**
 * What was done on a server, out of the quarantine's journal, held against the order: only what was named, copied before it was removed.
 * An order that was overstepped is no result: the journal is refused and the case shows it. Pure but for reading the journal.
 */
import type { JournalRecord } from '@allclear/response';
import type { z } from 'zod';
import type { TaskOrder, TaskOutcome } from '../api/tasks.js';

type Order = z.infer<typeof TaskOrder>;
type Outcome = z.infer<typeof TaskOutcome>;

export class OutcomeError extends Error {}

/** @throws OutcomeError with the reason why the journal is no result of the order */
export function outcomeOf(order: Order, host: string, records: readonly JournalRecord[]): Outcome['files'] {
  const header = records.find((r) => r.kind === 'header');
  if (header?.kind !== 'header') throw new OutcomeError('the journal has no header');
  if (!sameHost(header.host, host))
    throw new OutcomeError(`the journal is of ${header.host}, the order is for ${host}`);
  if (!records.some((r) => r.kind === 'finished'))
    throw new OutcomeError('the journal has no end: the work was interrupted');
  const named = new Map(order.files.map((f) => [keyOf(f.path), f]));
  const steps = new Map<
    string,
    {
      path: string;
      stored?: { sha256: string; items: string[] };
      state: Outcome['files'][number]['state'];
      reason?: string;
    }
  >();
  for (const record of records) {
    switch (record.kind) {
      case 'begin':
        if (!named.has(keyOf(record.windowsPath)))
          throw new OutcomeError(`${record.windowsPath} was touched, and is not in the order`);
        steps.set(record.step, { path: record.windowsPath, state: 'refused' });
        break;
      case 'stored': {
        const step = steps.get(record.step);
        if (step) step.stored = { sha256: record.sha256, items: record.streams.map((s) => s.itemSha256) };
        break;
      }
      case 'moving':
      case 'removed': {
        const step = steps.get(record.step);
        if (!step?.stored) throw new OutcomeError(`step ${record.step} removed a file before it was copied`);
        if (record.kind === 'removed') step.state = 'removed';
        break;
      }
      case 'restored': {
        const step = steps.get(record.step);
        if (step) step.state = 'restored';
        break;
      }
      case 'absent':
      case 'refused':
        if (!named.has(keyOf(record.windowsPath))) throw new OutcomeError(`${record.windowsPath} is not in the order`);
        steps.set(record.step, { path: record.windowsPath, state: record.kind, reason: record.reason });
        break;
      default:
        break;
    }
  }
  const done = new Map([...steps.values()].map((s) => [keyOf(s.path), s]));
  return order.files.map((file) => {
    const step = done.get(keyOf(file.path));
    if (!step) throw new OutcomeError(`the journal says nothing about ${file.path}`);
    if (step.state === 'removed' && file.sha256 !== undefined && step.stored?.sha256 !== file.sha256)
      throw new OutcomeError(`${file.path}: another file than the one ordered was removed`);
    return {
      path: file.path,
      state: step.state,
      ...(step.stored === undefined ? {} : { sha256: step.stored.sha256, copies: step.stored.items }),
      ...(step.reason === undefined ? {} : { reason: step.reason }),
    };
  });
}

/** What must not be read as more than it is. */
export function statementOf(
  files: Outcome['files'],
  host: { readonly patched: string; readonly cleaned: string },
): string {
  const removed = files.filter((f) => f.state === 'removed').length;
  const patched = {
    yes: 'The server is patched.',
    partly: 'The server is patched in part only.',
    no: 'The server was not patched.',
  }[host.patched];
  return [
    `${removed} of ${files.length} named files removed, each copied first; nothing else was changed or searched for.`,
    patched ?? 'Whether the server is patched is not known.',
    host.cleaned === 'verified'
      ? 'Cleaning was verified by an assessment.'
      : 'The server is not fully cleaned until an assessment verifies it.',
  ].join(' ');
}

/** Windows paths compare without regard to case, and either slash will do. */
export function keyOf(path: string): string {
  return path.trim().replaceAll('/', '\\').toLowerCase();
}

function sameHost(a: string, b: string): boolean {
  const [left = '', right = ''] = [a, b].map((h) => h.trim().toLowerCase().replace(/\.$/, ''));
  return left === right || left.split('.')[0] === right || right.split('.')[0] === left;
}
