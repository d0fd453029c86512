/** What a window of events amounts to, kept up to date while it slides. */
import type { Node } from '../detection.js';
import type { CorrelationOperator, SigmaCorrelation } from '../rule.js';

export interface WindowItem {
  /** Index of the correlated rule that it comes from. */
  readonly member: number;
  /** Values of the condition's fields, where the record has them all. */
  readonly values: readonly string[] | undefined;
}

export interface Aggregate {
  add(item: WindowItem): void;
  remove(item: WindowItem): void;
  /** The value that satisfies the condition, or undefined. */
  satisfied(): number | undefined;
}

export function createAggregate(correlation: SigmaCorrelation): Aggregate {
  switch (correlation.type) {
    case 'event_count':
      return new Count(correlation);
    case 'value_count':
      return new Distinct(correlation);
    case 'value_sum':
    case 'value_avg':
      return new Sum(correlation);
    case 'value_percentile':
      return correlation.percentile === undefined ? new Share(correlation) : new Percentile(correlation);
    case 'temporal':
    case 'temporal_ordered':
      return new Occurring(correlation);
  }
}

const OPERATORS: Readonly<Record<CorrelationOperator, (value: number, limit: number) => boolean>> = {
  gt: (value, limit) => value > limit,
  gte: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  lte: (value, limit) => value <= limit,
  eq: (value, limit) => value === limit,
  neq: (value, limit) => value !== limit,
};

function holds(correlation: SigmaCorrelation, value: number): boolean {
  return correlation.conditions.every(({ operator, value: limit }) => OPERATORS[operator](value, limit));
}

class Count implements Aggregate {
  #count = 0;
  constructor(readonly correlation: SigmaCorrelation) {}
  add(): void {
    this.#count++;
  }
  remove(): void {
    this.#count--;
  }
  satisfied(): number | undefined {
    return holds(this.correlation, this.#count) ? this.#count : undefined;
  }
}

/** How often each value occurs; compared as Sigma compares text: without regard to case. */
class Occurrences {
  readonly counts = new Map<string, number>();
  change(item: WindowItem, by: number): void {
    if (item.values === undefined) return;
    const key = JSON.stringify(item.values);
    const count = (this.counts.get(key) ?? 0) + by;
    if (count > 0) this.counts.set(key, count);
    else this.counts.delete(key);
  }
}

class Distinct implements Aggregate {
  readonly #seen = new Occurrences();
  constructor(readonly correlation: SigmaCorrelation) {}
  add(item: WindowItem): void {
    this.#seen.change(item, 1);
  }
  remove(item: WindowItem): void {
    this.#seen.change(item, -1);
  }
  satisfied(): number | undefined {
    const count = this.#seen.counts.size;
    return holds(this.correlation, count) ? count : undefined;
  }
}

function numberOf(item: WindowItem): number | undefined {
  const text = item.values?.[0]?.trim();
  return text !== undefined && /^[+-]?\d{1,15}(?:\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}

class Sum implements Aggregate {
  #sum = 0;
  #count = 0;
  constructor(readonly correlation: SigmaCorrelation) {}
  add(item: WindowItem): void {
    const number = numberOf(item);
    if (number === undefined) return;
    this.#sum += number;
    this.#count++;
  }
  remove(item: WindowItem): void {
    const number = numberOf(item);
    if (number === undefined) return;
    this.#sum -= number;
    this.#count--;
  }
  satisfied(): number | undefined {
    if (this.#count === 0) return undefined;
    const value = this.correlation.type === 'value_sum' ? this.#sum : this.#sum / this.#count;
    return holds(this.correlation, value) ? value : undefined;
  }
}

/** The p-th percentile of the numbers in the window, nearest rank. */
class Percentile implements Aggregate {
  readonly #sorted: number[] = [];
  constructor(readonly correlation: SigmaCorrelation) {}
  add(item: WindowItem): void {
    const number = numberOf(item);
    if (number !== undefined) this.#sorted.splice(this.#position(number), 0, number);
  }
  remove(item: WindowItem): void {
    const number = numberOf(item);
    if (number !== undefined) this.#sorted.splice(this.#position(number), 1);
  }
  /** Index of the first number that is not less. */
  #position(number: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  satisfied(): number | undefined {
    const rank = Math.ceil(((this.correlation.percentile ?? 50) / 100) * this.#sorted.length);
    const value = this.#sorted[Math.max(1, rank) - 1];
    return value !== undefined && holds(this.correlation, value) ? value : undefined;
  }
}

/** Without a percentile: the share (0-100) that one value has of all values in the window, as in the specification's example. */
class Share implements Aggregate {
  readonly #seen = new Occurrences();
  #total = 0;
  constructor(readonly correlation: SigmaCorrelation) {}
  add(item: WindowItem): void {
    if (item.values !== undefined) this.#total++;
    this.#seen.change(item, 1);
  }
  remove(item: WindowItem): void {
    if (item.values !== undefined) this.#total--;
    this.#seen.change(item, -1);
  }
  satisfied(): number | undefined {
    for (const count of this.#seen.counts.values()) {
      const share = (count / this.#total) * 100;
      if (holds(this.correlation, share)) return share;
    }
    return undefined;
  }
}

/** Which of the rules occur. */
class Occurring implements Aggregate {
  readonly #counts: number[];
  #present = 0;
  constructor(readonly correlation: SigmaCorrelation) {
    this.#counts = correlation.rules.map(() => 0);
  }
  add({ member }: WindowItem): void {
    const count = (this.#counts[member] ?? 0) + 1;
    this.#counts[member] = count;
    if (count === 1) this.#present++;
  }
  remove({ member }: WindowItem): void {
    const count = (this.#counts[member] ?? 0) - 1;
    this.#counts[member] = count;
    if (count === 0) this.#present--;
  }
  satisfied(): number | undefined {
    const { expression, conditions, rules } = this.correlation;
    const met =
      expression !== undefined
        ? this.#evaluate(expression)
        : conditions.length > 0
          ? holds(this.correlation, this.#present)
          : this.#present === rules.length;
    return met ? this.#present : undefined;
  }
  #evaluate(node: Node): boolean {
    switch (node.kind) {
      case 'and':
        return node.parts.every((part) => this.#evaluate(part));
      case 'or':
        return node.parts.some((part) => this.#evaluate(part));
      case 'not':
        return !this.#evaluate(node.part);
      case 'constant':
        return node.value;
      case 'test':
        return (this.#counts[this.correlation.rules.indexOf(node.test.field ?? '')] ?? 0) > 0;
    }
  }
}
