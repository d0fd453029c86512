/** Collects facts about the registry, each with its key, its time and whether it was deleted. */
import { FactEvent, type Problem } from '@allclear/model';
import type { RegistryKey, RegistryValue } from '../regf/index.js';
import { type Command, parseCommand } from './command.js';
import type { Mount } from './mount.js';

/** Facts of one hive; the busiest genuine ones give some thousands. */
export const MAX_FACTS = 50_000;
/** Characters of one field. */
export const MAX_FIELD = 4096;

export type RegistryCategory = 'persistence' | 'host-setting' | 'local-account' | 'program-trace' | 'host';
type Fields = Record<string, string | number | bigint | boolean | undefined>;

export interface FactOptions {
  readonly value?: RegistryValue | undefined;
  /** Milliseconds UTC; default: when the key was last written. */
  readonly time?: number | undefined;
}

export class FactSink {
  readonly facts: FactEvent[] = [];
  #dropped = 0;

  add(
    mount: Mount,
    category: RegistryCategory,
    kind: string,
    key: RegistryKey,
    fields: Fields,
    options: FactOptions = {},
  ): void {
    if (this.facts.length >= MAX_FACTS) {
      this.#dropped++;
      return;
    }
    const { value } = options;
    const time = options.time ?? key.lastWritten;
    const own: Record<string, string | number | boolean | undefined> = {};
    for (const [name, field] of Object.entries(fields))
      own[name] =
        typeof field === 'string' ? field.slice(0, MAX_FIELD) : typeof field === 'bigint' ? field.toString() : field;
    this.facts.push(
      new FactEvent(
        { product: 'allclear', category },
        {
          kind,
          ...own,
          key: key.path === '' ? mount.prefix : `${mount.prefix}\\${key.path}`,
          value: value?.name,
          user: own.user ?? mount.user,
          modified: key.lastWritten === undefined ? undefined : new Date(key.lastWritten).toISOString(),
          deleted: key.recovered || value?.recovered ? 'true' : undefined,
        },
        { ...(value?.place ?? key.place), key: `${key.path}${value ? `\\${value.name}` : ''}` },
        time,
      ),
    );
  }

  problems(): Problem[] {
    if (this.#dropped === 0) return [];
    return [{ code: 'ALC-P008', count: this.#dropped, detail: `facts beyond the limit of ${MAX_FACTS} were left out` }];
  }
}

/** Fields of a command: command, image, arguments, launcher, target, place. */
export function commandFields(text: string): Record<keyof Command, string | undefined> {
  return { ...parseCommand(text) };
}
