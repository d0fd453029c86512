/** A YAML document, already parsed, -> a Sigma rule or correlation (specification 2.1). Total: faults are problems. */
import { DetectionMeta, type LogSource, type Problem } from '@allclear/model';
import { parseCondition } from './condition.js';
import { parseCorrelation } from './correlation/parse.js';
import { both, type Node } from './detection.js';
import { compileItem, type Placeholders, SigmaError } from './modifiers.js';
import type { SigmaCorrelation, SigmaFilter, SigmaHead, SigmaLevel, SigmaRule } from './rule.js';
import { asList, isRecord, optionalText } from './values.js';

const LEVELS: readonly string[] = ['informational', 'low', 'medium', 'high', 'critical'];
/** Search identifiers of one rule. */
export const MAX_IDENTIFIERS = 2000;

export interface ParsedSigma {
  readonly rule?: SigmaRule;
  readonly correlation?: SigmaCorrelation;
  /** Takes effect by `applyFilters`. */
  readonly filter?: SigmaFilter;
  /** Code ALC-R001; a document with a problem gives no rule. */
  readonly problems: Problem[];
}

export interface ParseOptions {
  /** Without the value of a placeholder that it needs, a rule is refused. */
  readonly placeholders?: Placeholders;
}

/** @param origin the rule's file, for messages and as its last-resort id. */
export function parseSigma(document: unknown, origin: string, options: ParseOptions = {}): ParsedSigma {
  try {
    if (!isRecord(document)) throw new SigmaError('it is not a map of attributes');
    if (document.action !== undefined) throw new SigmaError('collections with action: are obsolete and not supported');
    const head = parseHead(document, origin);
    if (document.correlation !== undefined)
      return { correlation: { ...head, ...parseCorrelation(document.correlation) }, problems: [] };
    const logSource = parseLogSource(document.logsource);
    const placeholders = options.placeholders ?? new Map<string, readonly string[]>();
    if (document.filter !== undefined)
      return { filter: { ...head, logSource, ...parseFilter(document.filter, placeholders) }, problems: [] };
    const rule: SigmaRule = {
      ...head,
      logSource,
      fields: texts(document.fields),
      detection: parseDetection(document.detection, placeholders),
    };
    return { rule, problems: [] };
  } catch (error) {
    if (!(error instanceof SigmaError)) throw error;
    return { problems: [{ code: 'ALC-R001', file: origin, detail: error.message }] };
  }
}

function parseHead(document: Readonly<Record<string, unknown>>, origin: string): SigmaHead {
  const title = optionalText(document.title);
  if (title === undefined) throw new SigmaError('it has no title');
  const name = optionalText(document.name);
  const level = optionalText(document.level)?.toLowerCase();
  if (level !== undefined && !isLevel(level))
    throw new SigmaError(`unknown level ${JSON.stringify(level.slice(0, 40))}`);
  return {
    id: optionalText(document.id) ?? name ?? `${origin}#${title}`,
    name,
    title,
    status: optionalText(document.status),
    description: optionalText(document.description),
    author: optionalText(document.author),
    license: optionalText(document.license),
    references: texts(document.references),
    date: optionalText(document.date),
    modified: optionalText(document.modified),
    tags: texts(document.tags),
    level,
    falsePositives: texts(document.falsepositives),
    origin,
    meta: parseMeta(document.allclear),
  };
}

function isLevel(text: string): text is SigmaLevel {
  return LEVELS.includes(text);
}

function parseMeta(block: unknown): DetectionMeta | undefined {
  if (block === undefined || block === null) return undefined;
  const parsed = DetectionMeta.safeParse(block);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SigmaError(`allclear: ${issue === undefined ? 'not valid' : `${issue.path.join('.')}: ${issue.message}`}`);
}

function texts(value: unknown): string[] {
  return asList(value)
    .map(optionalText)
    .filter((text) => text !== undefined);
}

function parseLogSource(value: unknown): LogSource {
  if (!isRecord(value)) throw new SigmaError('it has no logsource');
  const product = optionalText(value.product)?.toLowerCase();
  const service = optionalText(value.service)?.toLowerCase();
  const category = optionalText(value.category)?.toLowerCase();
  return {
    ...(product === undefined ? {} : { product }),
    ...(service === undefined ? {} : { service }),
    ...(category === undefined ? {} : { category }),
  };
}

function parseDetection(value: unknown, placeholders: Placeholders): Node {
  if (!isRecord(value)) throw new SigmaError('it has no detection');
  // `timeframe` belonged to the aggregations of Sigma 1 and means nothing without one.
  return parseLogic(value, ['timeframe'], placeholders);
}

/** Search identifiers with the condition over them. */
function parseLogic(value: Readonly<Record<string, unknown>>, others: readonly string[], given: Placeholders): Node {
  const identifiers = new Map<string, Node>();
  for (const [name, content] of Object.entries(value)) {
    if (name === 'condition' || others.includes(name)) continue;
    if (identifiers.size >= MAX_IDENTIFIERS) throw new SigmaError(`more than ${MAX_IDENTIFIERS} search identifiers`);
    identifiers.set(name, parseSearch(content, name, given));
  }
  const conditions = asList(value.condition);
  if (conditions.length === 0) throw new SigmaError('the detection has no condition');
  return both(
    'or',
    conditions.map((condition) => {
      if (typeof condition !== 'string') throw new SigmaError('the condition is not text');
      return parseCondition(condition, identifiers);
    }),
  );
}

/**
 * The block `filter:` (Sigma filters specification 2.1). A filter suppresses. The specification's own example states
 * what is suppressed (`selection`), the tools of its authors what is kept (`not selection`): a condition that is
 * negated throughout is the one, a condition without negation the other.
 */
function parseFilter(value: unknown, given: Placeholders): Pick<SigmaFilter, 'rules' | 'keeps'> {
  if (!isRecord(value)) throw new SigmaError('filter is not a map');
  const any = optionalText(value.rules) === 'any';
  const rules = texts(value.rules);
  if (!any && rules.length === 0) throw new SigmaError('the filter names no rules');
  if (rules.length !== asList(value.rules).length) throw new SigmaError('rules holds something that is not a name');
  const logic = parseLogic(value, ['rules'], given);
  // Whether the condition negates: its identifiers stand for themselves, whatever their own items negate.
  const shape = both(
    'or',
    asList(value.condition).map((one) => parseCondition(String(one), selfNamed(value))),
  );
  if (isNegative(shape)) return { rules: any ? 'any' : rules, keeps: logic };
  if (holdsNot(shape)) throw new SigmaError('the condition of a filter must be negated as a whole or not at all');
  return { rules: any ? 'any' : rules, keeps: { kind: 'not', part: logic } };
}

function selfNamed(filter: Readonly<Record<string, unknown>>): ReadonlyMap<string, Node> {
  const itself = (field: string): Node => ({ kind: 'test', test: { kind: 'exists', field, expected: true } });
  return new Map(
    Object.keys(filter)
      .filter((name) => name !== 'condition' && name !== 'rules')
      .map((name) => [name, itself(name)]),
  );
}

function isNegative(node: Node): boolean {
  return node.kind === 'not' || ((node.kind === 'and' || node.kind === 'or') && node.parts.every(isNegative));
}

function holdsNot(node: Node): boolean {
  return node.kind === 'not' || ((node.kind === 'and' || node.kind === 'or') && node.parts.some(holdsNot));
}

/** A map is AND of its items, a list is OR of maps and keywords. */
function parseSearch(content: unknown, name: string, given: Placeholders): Node {
  if (isRecord(content)) return parseMap(content, name, given);
  if (content === null || content === undefined) throw new SigmaError(`${name} is empty`);
  const list = asList(content);
  if (list.length === 0) throw new SigmaError(`${name} is empty`);
  return both(
    'or',
    list.map((item) => (isRecord(item) ? parseMap(item, name, given) : compileItem('', item, given))),
  );
}

function parseMap(map: Readonly<Record<string, unknown>>, name: string, given: Placeholders): Node {
  const items = Object.entries(map);
  if (items.length === 0) throw new SigmaError(`${name} is empty`);
  return both(
    'and',
    items.map(([key, value]) => compileItem(key, value, given)),
  );
}
