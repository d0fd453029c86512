/** The logic of a rule once parsed: a tree of tests on fields. */
import type { Network } from './cidr.js';
import type { StringPattern } from './pattern.js';
import type { SafeRegex } from './regex/index.js';

export type Comparison = 'lt' | 'lte' | 'gt' | 'gte' | 'eq';
export type DatePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** `field` undefined: the whole record (keywords). */
export type Test =
  | { readonly kind: 'text'; readonly field: string | undefined; readonly pattern: StringPattern }
  | { readonly kind: 'regex'; readonly field: string | undefined; readonly regex: SafeRegex }
  | { readonly kind: 'network'; readonly field: string; readonly network: Network }
  | { readonly kind: 'number'; readonly field: string; readonly comparison: Comparison; readonly value: number }
  | {
      readonly kind: 'date';
      readonly field: string;
      readonly part: DatePart;
      readonly comparison: Comparison;
      readonly value: number;
    }
  | { readonly kind: 'exists'; readonly field: string; readonly expected: boolean }
  /** `null` and the empty string: events know no difference between a field that is empty and one that is absent. */
  | { readonly kind: 'absent'; readonly field: string }
  | {
      readonly kind: 'field';
      readonly field: string;
      readonly other: string;
      readonly how: 'equals' | 'contains' | 'startswith' | 'endswith';
      readonly cased: boolean;
    };

export type Node =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Node[] }
  | { readonly kind: 'not'; readonly part: Node }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'test'; readonly test: Test };

export function both(kind: 'and' | 'or', parts: readonly Node[]): Node {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, parts };
}

/** Fields that a test looks at. */
export function testFields(test: Test): string[] {
  if (test.field === undefined) return [];
  return test.kind === 'field' ? [test.field, test.other] : [test.field];
}
