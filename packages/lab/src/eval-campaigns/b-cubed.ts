/**
 * B-cubed precision and recall, extended to items of several classes and clusters (Amigó, Gonzalo, Artiles, Verdejo 2009): for each
 * pair of items, how many clusters they share against how many classes they share, then the mean over items.
 */

export interface Score {
  readonly items: number;
  readonly precision: number;
  readonly recall: number;
}

/** `classes`, `clusters`: by item. Items without a cluster stand alone. Only items that have a class count. */
export function bCubed(
  classes: ReadonlyMap<string, ReadonlySet<string>>,
  clusters: ReadonlyMap<string, ReadonlySet<string>>,
): Score {
  const items = [...classes.keys()].sort();
  const own = (item: string): ReadonlySet<string> => {
    const found = clusters.get(item);
    return found === undefined || found.size === 0 ? new Set([`alone ${item}`]) : found;
  };
  const inClass = inverted(items, (item) => classes.get(item) ?? new Set());
  const inCluster = inverted(items, own);
  let precision = 0;
  let recall = 0;
  for (const item of items) {
    const mine = classes.get(item) ?? new Set<string>();
    const found = own(item);
    precision += mean(others(found, inCluster), (other) => {
      const shared = common(found, own(other));
      return Math.min(shared, common(mine, classes.get(other) ?? new Set())) / shared;
    });
    recall += mean(others(mine, inClass), (other) => {
      const shared = common(mine, classes.get(other) ?? new Set());
      return Math.min(shared, common(found, own(other))) / shared;
    });
  }
  const count = Math.max(1, items.length);
  return { items: items.length, precision: precision / count, recall: recall / count };
}

/** Pairs that stand together in a cluster, and those of one class: how many of each are right. */
export function pairwise(
  classes: ReadonlyMap<string, ReadonlySet<string>>,
  clusters: ReadonlyMap<string, ReadonlySet<string>>,
): Score {
  const items = [...classes.keys()].sort();
  let together = 0;
  let related = 0;
  let both = 0;
  for (const [index, item] of items.entries()) {
    const mine = classes.get(item) ?? new Set<string>();
    const found = clusters.get(item) ?? new Set<string>();
    for (let next = index + 1; next < items.length; next++) {
      const other = items[next] ?? '';
      const same = common(mine, classes.get(other) ?? new Set()) > 0;
      const joined = common(found, clusters.get(other) ?? new Set()) > 0;
      if (same) related++;
      if (joined) together++;
      if (same && joined) both++;
    }
  }
  return { items: items.length, precision: both / Math.max(1, together), recall: both / Math.max(1, related) };
}

function inverted(
  items: readonly string[],
  setsOf: (item: string) => ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const item of items) {
    for (const set of setsOf(item)) {
      const known = map.get(set);
      if (known) known.push(item);
      else map.set(set, [item]);
    }
  }
  return map;
}

function others(sets: ReadonlySet<string>, by: ReadonlyMap<string, readonly string[]>): Set<string> {
  return new Set([...sets].flatMap((set) => by.get(set) ?? []));
}

function mean(items: ReadonlySet<string>, value: (item: string) => number): number {
  let sum = 0;
  for (const item of items) sum += value(item);
  return items.size === 0 ? 1 : sum / items.size;
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const item of a) if (b.has(item)) count++;
  return count;
}
