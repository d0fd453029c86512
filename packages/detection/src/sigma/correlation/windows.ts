/** Finds the stretches of time in one group's events that satisfy a correlation. */
import type { SigmaCorrelation } from '../rule.js';
import { createAggregate, type WindowItem } from './aggregate.js';

export interface TimedItem extends WindowItem {
  /** A correlation that is itself correlated has an extent; a record has none. */
  readonly first: number;
  readonly time: number;
}

/** Items from..to (inclusive indexes), of which `chosen` belong to the match (default: all). */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly chosen?: readonly number[];
}

/**
 * @param items of one group, in order of time.
 * A window is as long as the time span at most and lies at no clock boundary. Only windows that cannot be made
 * larger are looked at, so that "fewer than 5" is not met by a part of a crowd.
 */
export function findWindows(correlation: SigmaCorrelation, items: readonly TimedItem[]): Window[] {
  if (correlation.type === 'temporal_ordered') return findChains(correlation, items);
  const aggregate = createAggregate(correlation);
  const windows: Window[] = [];
  let to = -1;
  for (let from = 0; from < items.length; from++) {
    const start = items[from];
    if (start === undefined) break;
    const before = to;
    for (;;) {
      const next = items[to + 1];
      if (next === undefined || (to >= from && next.time - start.time > correlation.timespan)) break;
      aggregate.add(next);
      to++;
    }
    if (to > before) {
      const value = aggregate.satisfied();
      if (value !== undefined) windows.push({ from, to, value });
    }
    aggregate.remove(start);
  }
  return windows;
}

interface Link {
  readonly index: number;
  readonly start: number;
  readonly previous: Link | undefined;
}

/** For each rule the chain that began last: it has the most time left. Records of the same time count as in order. */
function findChains(correlation: SigmaCorrelation, items: readonly TimedItem[]): Window[] {
  const length = correlation.rules.length;
  const chains: (Link | undefined)[] = new Array<Link | undefined>(length).fill(undefined);
  const windows: Window[] = [];
  for (let at = 0; at < items.length; ) {
    const time = items[at]?.time;
    let end = at;
    while (end < items.length && items[end]?.time === time) end++;
    for (let member = 0; member < length; member++) {
      for (let index = at; index < end; index++) {
        const item = items[index];
        if (item === undefined || item.member !== member) continue;
        const previous = member === 0 ? undefined : chains[member - 1];
        if (member > 0 && (previous === undefined || item.time - previous.start > correlation.timespan)) continue;
        const link: Link = { index, start: previous?.start ?? item.time, previous };
        chains[member] = link;
        if (member < length - 1) continue;
        const chosen: number[] = [];
        for (let l: Link | undefined = link; l !== undefined; l = l.previous) chosen.unshift(l.index);
        windows.push({ from: chosen[0] ?? index, to: index, value: length, chosen });
      }
    }
    at = end;
  }
  return windows;
}
