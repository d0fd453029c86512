/** The block `correlation:` of a meta rule (Sigma correlation rules specification 2.1). */
import { parseCondition } from '../condition.js';
import type { Node } from '../detection.js';
import { SigmaError } from '../modifiers.js';
import type { CorrelationOperator, CorrelationType, SigmaCorrelation, SigmaHead } from '../rule.js';
import { asList, isRecord, optionalText } from '../values.js';

const TYPES: readonly string[] = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'temporal',
  'temporal_ordered',
];
const OPERATORS: readonly string[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'];
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Rules that one correlation may refer to. */
export const MAX_CORRELATED_RULES = 200;

/** @throws SigmaError */
export function parseCorrelation(block: unknown): Omit<SigmaCorrelation, keyof SigmaHead> {
  if (!isRecord(block)) throw new SigmaError('correlation is not a map');
  const type = optionalText(block.type);
  if (type === undefined || !isType(type))
    throw new SigmaError(`unknown correlation type ${JSON.stringify(type ?? null)}`);
  const rules = [...new Set(names(block.rules, 'rules'))];
  if (rules.length === 0) throw new SigmaError('the correlation names no rules');
  if (rules.length > MAX_CORRELATED_RULES) throw new SigmaError(`more than ${MAX_CORRELATED_RULES} correlated rules`);
  const condition = parseConditions(block.condition, rules);
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  const valued = type.startsWith('value_');
  if (!temporal && condition.conditions.length === 0) throw new SigmaError(`${type} needs a condition with a number`);
  if (valued && condition.valueFields.length === 0) throw new SigmaError(`${type} needs a field in its condition`);
  if (valued && type !== 'value_count' && condition.valueFields.length > 1)
    throw new SigmaError(`${type} takes one field`);
  if (condition.expression !== undefined && type !== 'temporal')
    throw new SigmaError(`${type} takes no condition over rule names`);
  if (type === 'temporal_ordered' && condition.conditions.length > 0)
    throw new SigmaError('temporal_ordered wants all its rules, in order: it takes no condition');
  const groupBy = names(block['group-by'], 'group-by');
  return {
    type,
    rules,
    groupBy,
    timespan: parseTimespan(block.timespan ?? block.timeframe),
    ...condition,
    aliases: parseAliases(block.aliases),
    generate: block.generate === true,
  };
}

function isType(text: string): text is CorrelationType {
  return TYPES.includes(text);
}

function isOperator(text: string): text is CorrelationOperator {
  return OPERATORS.includes(text);
}

function names(value: unknown, what: string): string[] {
  return asList(value).map((item) => {
    const text = optionalText(item);
    if (text === undefined) throw new SigmaError(`${what} holds something that is not a name`);
    return text;
  });
}

function parseTimespan(value: unknown): number {
  const match = /^(\d{1,6})([smhd])$/.exec(optionalText(value) ?? '');
  const unit = UNITS[match?.[2] ?? ''];
  const span = Number(match?.[1] ?? 0) * (unit ?? 0);
  if (span <= 0) throw new SigmaError('timespan must be a number and one of s, m, h, d');
  return span;
}

type Conditions = Pick<SigmaCorrelation, 'conditions' | 'valueFields' | 'percentile' | 'expression'>;

function parseConditions(value: unknown, rules: readonly string[]): Conditions {
  if (value === undefined || value === null)
    return { conditions: [], valueFields: [], percentile: undefined, expression: undefined };
  if (typeof value === 'string')
    return { conditions: [], valueFields: [], percentile: undefined, expression: parseExpression(value, rules) };
  if (!isRecord(value)) throw new SigmaError('the condition of the correlation is not a map');
  const conditions: { operator: CorrelationOperator; value: number }[] = [];
  let percentile: number | undefined;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'field') continue;
    const number =
      typeof item === 'number' ? item : typeof item === 'string' && item !== '' ? Number(item) : Number.NaN;
    if (!Number.isFinite(number)) throw new SigmaError(`the condition ${key} needs a number`);
    if (key === 'percentile') {
      if (number < 0 || number > 100) throw new SigmaError('a percentile lies between 0 and 100');
      percentile = number;
    } else if (isOperator(key)) conditions.push({ operator: key, value: number });
    else throw new SigmaError(`unknown condition ${JSON.stringify(key.slice(0, 40))}`);
  }
  return { conditions, valueFields: names(value.field, 'field'), percentile, expression: undefined };
}

/** A condition over rule names: each name says that the rule occurs within the time span. */
function parseExpression(text: string, rules: readonly string[]): Node {
  const occurs = (rule: string): Node => ({ kind: 'test', test: { kind: 'exists', field: rule, expected: true } });
  return parseCondition(text, new Map(rules.map((rule) => [rule, occurs(rule)])));
}

function parseAliases(value: unknown): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  if (value === undefined || value === null) return aliases;
  if (!isRecord(value)) throw new SigmaError('aliases is not a map');
  for (const [alias, fields] of Object.entries(value)) {
    if (!isRecord(fields)) throw new SigmaError(`the alias ${JSON.stringify(alias.slice(0, 40))} is not a map`);
    const byRule = new Map<string, string>();
    for (const [rule, field] of Object.entries(fields)) {
      const name = optionalText(field);
      if (name === undefined) throw new SigmaError(`the alias ${JSON.stringify(alias.slice(0, 40))} names no field`);
      byRule.set(rule, name);
    }
    aliases.set(alias, byRule);
  }
  return aliases;
}
