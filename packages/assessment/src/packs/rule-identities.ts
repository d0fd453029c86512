/** Which rules are there already: by id, and by what they look for whatever they are called. */
import { createHash } from 'node:crypto';

/** Depth of a rule's own structure that is compared. */
const MAX_DEPTH = 60;

export class RuleIdentities {
  readonly #ids = new Map<string, string>();
  readonly #contents = new Map<string, string>();

  /** Notes a rule; the origin of the rule that it repeats, or undefined where it is new. */
  add(document: unknown, origin: string): string | undefined {
    const id = idOf(document);
    const content = canonicalRule(document);
    const hash = content === undefined ? undefined : createHash('sha256').update(content).digest('hex');
    const before =
      (id === undefined ? undefined : this.#ids.get(id)) ?? (hash === undefined ? undefined : this.#contents.get(hash));
    if (before !== undefined) return before;
    if (id !== undefined) this.#ids.set(id, origin);
    if (hash !== undefined) this.#contents.set(hash, origin);
    return undefined;
  }
}

function idOf(document: unknown): string | undefined {
  const id = isPlain(document) ? document.id : undefined;
  return typeof id === 'string' && id !== '' ? id.toLowerCase() : undefined;
}

/** What a rule looks for and where, in one spelling; undefined for what is no rule. */
export function canonicalRule(document: unknown): string | undefined {
  if (!isPlain(document)) return undefined;
  if ('correlation' in document) return `correlation ${canonical(document.correlation, 0)}`;
  if ('detection' in document)
    return `detection ${canonical(document.logsource, 0)} ${canonical(document.detection, 0)}`;
  return undefined;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function canonical(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(value)) return `[${value.map((v) => canonical(v, depth + 1)).join(',')}]`;
  if (!isPlain(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key], depth + 1)}`);
  return `{${members.join(',')}}`;
}
