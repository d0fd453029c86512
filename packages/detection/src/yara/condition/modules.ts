/** The modules that need nothing but the bytes: math and console. What else is imported is left to another engine. */
import type { Scope, Typed, Value } from './scope.js';

type Body = (scope: Scope, values: readonly Value[]) => Value;

interface ModuleFunction {
  readonly type: Typed['type'];
  readonly least: number;
  readonly most: number;
  readonly body: Body;
}

/** How often each byte stands in a part of the file; undefined where the part does not begin in the file. */
function distribution(scope: Scope, offset: Value, length: Value): { counts: Float64Array; total: number } | undefined {
  if (typeof offset !== 'number' || typeof length !== 'number') return undefined;
  const { data, search } = scope;
  if (offset < 0 || length < 0 || offset >= data.length) return undefined;
  const end = Math.min(data.length, offset + length);
  search.allowance.steps -= end - offset;
  const counts = new Float64Array(256);
  for (let i = offset; i < end; i++) {
    const byte = data[i] ?? 0;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  return { counts, total: end - offset };
}

function ofText(text: string): { counts: Float64Array; total: number } {
  const counts = new Float64Array(256);
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i) & 0xff;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  return { counts, total: text.length };
}

/** Of a text, or of offset and length. */
function counted(scope: Scope, [first, second]: readonly Value[]): ReturnType<typeof distribution> {
  return typeof first === 'string' ? ofText(first) : distribution(scope, first, second);
}

function sumOf(counts: Float64Array, weight: (byte: number) => number): number {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) sum += (counts[byte] ?? 0) * weight(byte);
  return sum;
}

const entropy: Body = (scope, values) => {
  const found = counted(scope, values);
  if (found === undefined) return undefined;
  let sum = 0;
  for (const count of found.counts) {
    if (count === 0) continue;
    const share = count / found.total;
    sum -= share * Math.log2(share);
  }
  return sum;
};

const mean: Body = (scope, values) => {
  const found = counted(scope, values);
  return found === undefined ? undefined : sumOf(found.counts, (byte) => byte) / found.total;
};

const deviation: Body = (scope, values) => {
  const found = counted(scope, values);
  const from = values.at(-1);
  if (found === undefined || typeof from !== 'number') return undefined;
  return sumOf(found.counts, (byte) => Math.abs(byte - from)) / found.total;
};

/** Byte, then nothing for the whole file or offset and length. */
function oneByte(scope: Scope, values: readonly Value[]): { count: number; total: number } | undefined {
  const [byte, offset, length] = values;
  const found = distribution(scope, values.length > 1 ? offset : 0, values.length > 1 ? length : scope.data.length);
  if (found === undefined || typeof byte !== 'number' || byte < 0 || byte > 255) return undefined;
  return { count: found.counts[byte] ?? 0, total: found.total };
}

const percentage: Body = (scope, values) => {
  const found = oneByte(scope, values);
  return found === undefined ? undefined : found.count / found.total;
};

const mode: Body = (scope, [offset, length]) => {
  const found = distribution(scope, offset ?? 0, length ?? scope.data.length);
  return found?.counts.indexOf(Math.max(...found.counts));
};

const numbers = (values: readonly Value[], use: (...given: number[]) => number): Value => {
  const given = values.filter((value) => typeof value === 'number');
  return given.length === values.length ? use(...given) : undefined;
};

const FUNCTIONS: Readonly<Record<string, ModuleFunction>> = {
  'math.entropy': { type: 'float', least: 1, most: 2, body: entropy },
  'math.mean': { type: 'float', least: 1, most: 2, body: mean },
  'math.deviation': { type: 'float', least: 2, most: 3, body: deviation },
  'math.count': { type: 'integer', least: 1, most: 3, body: (scope, values) => oneByte(scope, values)?.count },
  'math.percentage': { type: 'float', least: 1, most: 3, body: percentage },
  'math.mode': { type: 'integer', least: 0, most: 2, body: mode },
  'math.in_range': {
    type: 'integer',
    least: 3,
    most: 3,
    body: (_, values) => numbers(values, (test = 0, low = 0, high = 0) => (test >= low && test <= high ? 1 : 0)),
  },
  // Compared without sign, as libyara does.
  'math.max': {
    type: 'integer',
    least: 2,
    most: 2,
    body: (_, values) => numbers(values, (a = 0, b = 0) => unsigned(a, b)),
  },
  'math.min': {
    type: 'integer',
    least: 2,
    most: 2,
    body: (_, values) => numbers(values, (a = 0, b = 0) => (unsigned(a, b) === a ? b : a)),
  },
  'math.abs': { type: 'integer', least: 1, most: 1, body: (_, values) => numbers(values, (a = 0) => Math.abs(a)) },
  'math.to_number': { type: 'integer', least: 1, most: 1, body: (_, [value]) => (value === 0 ? 0 : 1) },
  'console.log': { type: 'integer', least: 1, most: 2, body: () => 1 },
  'console.hex': { type: 'integer', least: 1, most: 2, body: () => 1 },
};

/** The larger of two integers taken without sign: negative ones are the largest. */
function unsigned(a: number, b: number): number {
  if (a < 0 !== b < 0) return a < 0 ? a : b;
  return Math.max(a, b);
}

export const OWN_MODULES: ReadonlySet<string> = new Set(['math', 'console']);

/** Undefined where the function is not known here. */
export function moduleFunction(name: string): ModuleFunction | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
}
