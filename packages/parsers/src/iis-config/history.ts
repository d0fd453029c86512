/**
 * Dating a change of the configuration: IIS keeps copies of applicationHost.config under
 * `inetpub\history\CFGHISTORY_nnnnnnnnnn`; the difference of two neighbours lies between their times.
 */
import { FactEvent } from '@allclear/model';

/** What identifies a setting is everything it says, except the file it was read from and its line. */
function identity(fact: FactEvent): string {
  return fact
    .fieldNames()
    .filter((name) => name !== 'file')
    .map((name) => `${name}=${fact.get(name) ?? ''}`)
    .join('\u0001');
}

function minus(from: readonly FactEvent[], without: readonly FactEvent[]): FactEvent[] {
  const counts = new Map<string, number>();
  for (const fact of without) counts.set(identity(fact), (counts.get(identity(fact)) ?? 0) + 1);
  return from.filter((fact) => {
    const id = identity(fact);
    const left = counts.get(id) ?? 0;
    if (left > 0) counts.set(id, left - 1);
    return left === 0;
  });
}

function changed(fact: FactEvent, change: 'added' | 'removed', time: number | undefined): FactEvent {
  const values: Record<string, string | undefined> = {};
  for (const name of fact.fieldNames()) values[name] = fact.get(name);
  return new FactEvent(fact.logSource, { ...values, change }, fact.place, time);
}

export interface ConfigurationChange {
  /** Facts of the newer file that the older one lacks, with `change: added`. */
  readonly added: readonly FactEvent[];
  /** Facts of the older file that the newer one lacks, with `change: removed`. */
  readonly removed: readonly FactEvent[];
}

/**
 * Compares two versions of a configuration. `time` (milliseconds UTC): when the newer file was written, that is the
 * latest moment at which the change can have happened; it becomes the time of the facts.
 */
export function diffConfiguration(
  older: readonly FactEvent[],
  newer: readonly FactEvent[],
  time: number | undefined,
): ConfigurationChange {
  return {
    added: minus(newer, older).map((fact) => changed(fact, 'added', time)),
    removed: minus(older, newer).map((fact) => changed(fact, 'removed', time)),
  };
}
