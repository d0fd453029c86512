import { inNetwork, parseAddress } from './cidr.js';
import type { Comparison, DatePart, Node, Test } from './detection.js';
import type { EventView } from './event-view.js';

export function evaluate(node: Node, view: EventView): boolean {
  switch (node.kind) {
    case 'and':
      for (const part of node.parts) if (!evaluate(part, view)) return false;
      return true;
    case 'or':
      for (const part of node.parts) if (evaluate(part, view)) return true;
      return false;
    case 'not':
      return !evaluate(node.part, view);
    case 'constant':
      return node.value;
    case 'test':
      return evaluateTest(node.test, view);
  }
}

/** Adds the fields of the tests that hold and that count towards the match (nothing below `not`). */
export function collectFields(node: Node, view: EventView, fields: Set<string>): void {
  if (node.kind === 'and' || node.kind === 'or') {
    for (const part of node.parts) if (evaluate(part, view)) collectFields(part, view, fields);
  } else if (node.kind === 'test' && node.test.field !== undefined && evaluateTest(node.test, view)) {
    if (node.test.kind !== 'absent') fields.add(view.ownName(node.test.field));
    if (node.test.kind === 'field') fields.add(view.ownName(node.test.other));
  }
}

export function evaluateTest(test: Test, view: EventView): boolean {
  switch (test.kind) {
    case 'text': {
      const { pattern, field } = test;
      if (field === undefined)
        return (pattern.cased ? view.everything() : view.everythingFolded()).some((value) => pattern.test(value));
      const value = pattern.cased ? view.value(field) : view.folded(field);
      return value !== undefined && pattern.test(value);
    }
    case 'regex': {
      if (test.field === undefined) return view.everything().some((value) => test.regex.test(value));
      const value = view.value(test.field);
      return value !== undefined && test.regex.test(value);
    }
    case 'network': {
      const address = parseAddress(view.value(test.field) ?? '');
      return address !== undefined && inNetwork(test.network, address);
    }
    case 'number': {
      const number = numeric(view.value(test.field));
      return number !== undefined && compare(number, test.comparison, test.value);
    }
    case 'date': {
      const part = datePart(view.value(test.field), test.part);
      return part !== undefined && compare(part, test.comparison, test.value);
    }
    case 'exists':
      return (view.value(test.field) !== undefined) === test.expected;
    case 'absent':
      return view.value(test.field) === undefined;
    case 'field': {
      const value = test.cased ? view.value(test.field) : view.folded(test.field);
      const other = test.cased ? view.value(test.other) : view.folded(test.other);
      if (value === undefined || other === undefined) return false;
      if (test.how === 'equals') return value === other;
      if (test.how === 'contains') return value.includes(other);
      return test.how === 'startswith' ? value.startsWith(other) : value.endsWith(other);
    }
  }
}

/** A decimal number, or a hexadecimal one as Windows writes them (0x1f). */
function numeric(value: string | undefined): number | undefined {
  const text = value?.trim();
  return text !== undefined && /^(?:[+-]?\d{1,30}(?:\.\d{1,30})?|0x[0-9a-f]{1,13})$/i.test(text)
    ? Number(text)
    : undefined;
}

function compare(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case 'lt':
      return value < limit;
    case 'lte':
      return value <= limit;
    case 'gt':
      return value > limit;
    case 'gte':
      return value >= limit;
    case 'eq':
      return value === limit;
  }
}

/**
 * A part of a date as it is written (`2021-03-03`, `2021-03-03T04:05:06.789Z`, `04:05:06`): as the specification
 * says, nothing is converted between time zones. The week is the one of ISO 8601.
 */
function datePart(value: string | undefined, part: DatePart): number | undefined {
  const text = value?.trim() ?? '';
  const full = /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d)?|$)/.exec(text);
  const clock = full === null ? /^(\d\d):(\d\d)(?::\d\d|$)/.exec(text) : null;
  const number = (digits: string | undefined): number | undefined =>
    digits === undefined ? undefined : Number(digits);
  switch (part) {
    case 'minute':
      return number(full?.[5] ?? clock?.[2]);
    case 'hour':
      return number(full?.[4] ?? clock?.[1]);
    case 'day':
      return number(full?.[3]);
    case 'month':
      return number(full?.[2]);
    case 'year':
      return number(full?.[1]);
    case 'week':
      return full === null ? undefined : isoWeek(Number(full[1]), Number(full[2]), Number(full[3]));
  }
}

const DAY = 86_400_000;

function isoWeek(year: number, month: number, day: number): number {
  // The week belongs to the year in which its Thursday lies.
  const date = Date.UTC(year, month - 1, day);
  const thursday = date + (4 - (new Date(date).getUTCDay() || 7)) * DAY;
  const first = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - first) / DAY / 7) + 1;
}
