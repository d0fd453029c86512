/**
 * Permanent event subscriptions out of the WMI repository (`OBJECTS.DATA`), found by their texts (carving), as other
 * tools do: the repository's own indexes are not read, so subscriptions that were deleted but not overwritten come, too.
 *
 * Sources: https://learn.microsoft.com/windows/win32/wmisdk/standard-consumer-classes;
 * "WMI Offense, Defense, and Forensics", W. Ballenthin, M. Graeber, C. Teodorescu (layout of instances: strings are a
 * zero byte, Latin 1 text, a zero byte).
 */
import { FactEvent, type Problem } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { parseCommand } from '../registry-facts/index.js';

export const MAX_WMI_BYTES = 256 << 20;
const MAX_SUBSCRIPTIONS = 2000;
/** Bytes before and behind a text in which the parts of its instance stand. */
const WINDOW = 4096;
const MAX_TEXT = 4096;
/** The repository may be searched this many times over for names of filters and consumers. */
const MAX_PASSES = 40;

const CONSUMERS = [
  'CommandLineEventConsumer',
  'ActiveScriptEventConsumer',
  'LogFileEventConsumer',
  'NTEventLogEventConsumer',
  'SMTPEventConsumer',
];
/** A binding names both sides: `<class>.Name="…"` with the filter within a kilobyte behind or before it. */
const CONSUMER_REFERENCE = new RegExp(`(${CONSUMERS.join('|')})\\.Name="([^"\\0]{1,256})"`, 'g');
const FILTER_REFERENCE = /__EventFilter\.Name="([^"\0]{1,256})"/g;
const NEAR = 1024;

/** Characters that may still be searched. */
interface Search {
  left: number;
}

interface Binding {
  readonly offset: number;
  readonly consumerClass: string;
  readonly consumer: string;
  readonly filter: string;
}

/** One fact of category `persistence`, kind `wmi-subscription`, for each binding of a filter to a consumer. */
export function parseWmiRepository(bytes: Uint8Array): FactResult {
  if (bytes.length === 0) return { facts: [], problems: [{ code: 'ALC-P005', detail: 'the file has no content' }] };
  const problems: Problem[] = [];
  if (bytes.length > MAX_WMI_BYTES)
    problems.push({ code: 'ALC-P008', detail: `read the first ${MAX_WMI_BYTES} of ${bytes.length} bytes` });
  const text = latin1(bytes.subarray(0, MAX_WMI_BYTES));
  const seen = new Map<string, { readonly binding: Binding; count: number }>();
  for (const binding of bindings(text)) {
    const id = `${binding.consumerClass}\0${binding.consumer}\0${binding.filter}`;
    const known = seen.get(id);
    if (known) known.count++;
    else if (seen.size < MAX_SUBSCRIPTIONS) seen.set(id, { binding, count: 1 });
  }
  const search: Search = { left: text.length * MAX_PASSES };
  const facts = [...seen.values()].map(({ binding, count }) => fact(text, binding, count, search));
  if (search.left <= 0) problems.push({ code: 'ALC-P008', detail: 'more subscriptions than were looked into' });
  return { facts, problems };
}

function* bindings(text: string): Generator<Binding> {
  for (const match of text.matchAll(CONSUMER_REFERENCE)) {
    const around = text.slice(Math.max(0, match.index - NEAR), match.index + NEAR);
    let best: { readonly distance: number; readonly name: string } | undefined;
    for (const filter of around.matchAll(FILTER_REFERENCE)) {
      const distance = Math.abs(filter.index - Math.min(NEAR, match.index));
      if (best === undefined || distance < best.distance) best = { distance, name: filter[1] ?? '' };
    }
    if (best) yield { offset: match.index, consumerClass: match[1] ?? '', consumer: match[2] ?? '', filter: best.name };
  }
}

function fact(text: string, binding: Binding, copies: number, search: Search): FactEvent {
  const query = queryOf(text, binding.filter, search);
  const action = actionOf(text, binding, search);
  const command =
    action === undefined || binding.consumerClass !== 'CommandLineEventConsumer' ? undefined : parseCommand(action);
  return new FactEvent(
    { product: 'allclear', category: 'persistence' },
    {
      kind: 'wmi-subscription',
      name: binding.consumer,
      filter: binding.filter,
      consumer: binding.consumerClass,
      query,
      ...(command ?? { command: action }),
      copies,
      known: KNOWN.has(`${binding.filter}/${binding.consumer}`.toLowerCase()) ? 'default' : 'foreign',
    },
    { offset: binding.offset },
  );
}

/** What Windows and the vendors of servers put there. */
const KNOWN = new Set([
  'scm event log filter/scm event log consumer',
  'bvtfilter/bvtconsumer',
  'dellcommandpowermanageralerteventfilter/dellcommandpowermanageralerteventconsumer',
  'dellcommandpowermanagerpolicychangeeventfilter/dellcommandpowermanagerpolicychangeeventconsumer',
]);

/** Printable texts around each place where `name` stands as a text of its own. */
function* neighbours(text: string, name: string, search: Search): Generator<readonly string[]> {
  const needle = `\0${name}\0`;
  const next = (from: number): number => {
    if (search.left <= 0) return -1;
    const found = text.indexOf(needle, from);
    search.left -= (found < 0 ? text.length : found) - from;
    return found;
  };
  let at = next(0);
  for (let n = 0; at >= 0 && n < 50; n++) {
    const around = text.slice(Math.max(0, at - WINDOW), at + WINDOW);
    yield around.split('\0').filter((part) => part.length >= 4 && part.length <= MAX_TEXT && isPrintable(part));
    at = next(at + 1);
  }
}

function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 && unit !== 9 && unit !== 10 && unit !== 13) return false;
  }
  return true;
}

function queryOf(text: string, filter: string, search: Search): string | undefined {
  for (const texts of neighbours(text, filter, search)) {
    const query = texts.find((part) => /^\s*select\s.+\sfrom\s/is.test(part));
    if (query !== undefined) return query.trim();
  }
  return undefined;
}

/** Command line or script of the consumer: the text around its name that looks most like one. */
function actionOf(text: string, { consumer, consumerClass }: Binding, search: Search): string | undefined {
  const wanted =
    consumerClass === 'ActiveScriptEventConsumer'
      ? /\b(?:createobject|wscript\.|function\s|activexobject|execute|set\s+\w+\s*=)/i
      : /(?:^"?[a-z]:\\|%[a-z]+%|\.(?:exe|dll|bat|cmd|ps1|vbs|js|hta)\b|^(?:cmd|powershell|wscript|cscript|mshta|rundll32)\b)/i;
  for (const texts of neighbours(text, consumer, search)) {
    const action = texts.find((part) => part !== consumer && wanted.test(part) && !/^\s*select\s/i.test(part));
    if (action !== undefined) return action;
  }
  return undefined;
}

const CHUNK = 1 << 15;

function latin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += CHUNK) parts.push(String.fromCharCode(...bytes.subarray(i, i + CHUNK)));
  return parts.join('');
}
