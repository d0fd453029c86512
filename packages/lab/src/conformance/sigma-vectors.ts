/** Vectors for what the Sigma specification demands, as data (`../sigma-vectors/*.yml`), and how they are run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseYaml } from '@allclear/content';
import {
  applyFilters,
  correlate,
  hitsOfCorrelation,
  interpretCorrelation,
  interpretDetection,
  interpretRule,
  parseSigma,
  RuleSet,
  readPlaceholders,
  type SigmaCorrelation,
  type SigmaRule,
  type Yaml,
} from '@allclear/detection';
import { FactEvent } from '@allclear/model';
import { z } from 'zod';

export const VECTORS = fileURLToPath(new URL('../../src/sigma-vectors', import.meta.url));

const map = z.record(z.string(), z.unknown());
const event = z.record(z.string(), z.coerce.string());
const hit = z.tuple([z.string(), z.number(), event]);

const Vector = z.strictObject({
  section: z.string(),
  says: z.string(),
  /** A rule's detection, or the whole rule. */
  detection: map.optional(),
  rule: map.optional(),
  filter: map.optional(),
  placeholders: z.record(z.string(), z.array(z.string())).optional(),
  matches: z.array(event).optional(),
  misses: z.array(event).optional(),
  correlation: map.optional(),
  /** Correlations that it builds on, by name. */
  with: z.record(z.string(), map).optional(),
  hits: z.array(hit).optional(),
  groups: z.array(z.array(z.string())).optional(),
  /** The rule must be refused, with a reason that holds this. */
  refused: z.string().optional(),
});
export type Vector = z.infer<typeof Vector>;

const VectorFile = z.strictObject({ specification: z.string(), vectors: z.array(Vector) });

export function loadVectors(folder = VECTORS): { readonly name: string; readonly vector: Vector }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .flatMap((file) => {
      const { documents, problems } = parseYaml(readFileSync(join(folder, file), 'utf8'), file);
      const [problem] = problems;
      if (problem !== undefined) throw new Error(`${file}:${problem.line ?? ''} ${problem.detail}`);
      return documents.flatMap(({ value }) => {
        const { specification, vectors } = VectorFile.parse(value);
        return vectors.map((vector) => ({ name: `${specification}, ${vector.section}: ${vector.says}`, vector }));
      });
    });
}

/** What the vector states, the interpreter says, and the engine says. */
export interface Outcome {
  readonly stated: unknown;
  readonly interpreter: unknown;
  readonly engine: unknown;
}

const LOG_SOURCE = { category: 'process_creation', product: 'windows' };

export function runVector(vector: Vector): Outcome {
  if (vector.correlation !== undefined) return runCorrelation(vector, vector.correlation);
  const document = vector.rule ?? {
    title: 'a vector',
    id: 'vector',
    logsource: LOG_SOURCE,
    detection: vector.detection,
  };
  const given = [{ origin: 'vector', document: { placeholders: vector.placeholders ?? {} } }];
  const { placeholders } = readPlaceholders(given);
  const parsed = parseSigma(document, 'vector', { placeholders });
  if (vector.refused !== undefined) return refusal(vector.refused, parsed.problems);
  if (parsed.rule === undefined) throw new Error(parsed.problems[0]?.detail ?? 'no rule');
  const filters = vector.filter === undefined ? [] : [parseSigma(vector.filter, 'vector').filter];
  if (filters.includes(undefined)) throw new Error('the filter is refused');
  const { rules } = applyFilters(
    [parsed.rule],
    filters.filter((filter) => filter !== undefined),
  );
  const set = new RuleSet(rules, []);
  const events = [...(vector.matches ?? []), ...(vector.misses ?? [])];
  const names = Object.fromEntries(Object.entries(vector.placeholders ?? {}).map(([n, v]) => [n.toLowerCase(), v]));
  return {
    stated: events.map((_, i) => i < (vector.matches ?? []).length),
    interpreter: events.map((one) => interpretRule(document, one, names) && !isFiltered(vector, document, one)),
    engine: events.map((one) => set.matchFact(new FactEvent(LOG_SOURCE, one)).length === 1),
  };
}

/** A filter as the specification tells it: for the rules it names, of its log source, what it selects is suppressed. */
function isFiltered({ filter }: Vector, rule: Yaml, one: Readonly<Record<string, string>>): boolean {
  if (filter === undefined) return false;
  const block = map.parse(filter.filter);
  const meant = z.array(z.string()).parse(block.rules);
  if (!meant.includes(String(rule.id)) && !meant.includes(String(rule.name))) return false;
  const source = map.parse(rule.logsource);
  if (Object.entries(map.parse(filter.logsource)).some(([part, value]) => source[part] !== value)) return false;
  const holds = interpretDetection(block, one);
  return String(block.condition).startsWith('not ') ? !holds : holds;
}

function runCorrelation(vector: Vector, block: Yaml): Outcome {
  const correlations: SigmaCorrelation[] = [];
  for (const [name, one] of Object.entries({ ...vector.with, outer: block })) {
    const parsed = parseSigma({ title: name, id: name, name, correlation: one }, 'vector');
    if (vector.refused !== undefined && parsed.problems.length > 0) return refusal(vector.refused, parsed.problems);
    if (parsed.correlation === undefined) throw new Error(parsed.problems[0]?.detail ?? 'no correlation');
    correlations.push(parsed.correlation);
  }
  const rules = ['a', 'b', 'c'].map(numberedRule);
  if (vector.refused !== undefined) return refusal(vector.refused, new RuleSet(rules, correlations).problems);
  const hits = (vector.hits ?? []).map(([rule, time, fields]) => ({ rule, time, fields }));
  const chained = Object.entries(vector.with ?? {}).flatMap(([name, one]) => hitsOfCorrelation(name, one, hits));
  const groupBy = z.array(z.string()).parse(block['group-by']);
  const matches = hits.map(({ rule, time, fields }, line) => ({
    ruleId: rule,
    time: time * 1000,
    place: { file: 'log', line: line + 1 },
    fields,
  }));
  const found = correlate(correlations, rules, matches)
    .filter(({ correlationId }) => correlationId === 'outer')
    .map(({ group }) => groupBy.map((name) => group[name]?.toLowerCase() ?? ''));
  const distinct = new Map(found.map((group) => [JSON.stringify(group), group]));
  return {
    stated: vector.groups,
    interpreter: interpretCorrelation(block, [...hits, ...chained]),
    engine: [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group),
  };
}

function refusal(stated: string, problems: readonly { readonly detail: string }[]): Outcome {
  const reason = problems[0]?.detail;
  const said = reason?.includes(stated) === true ? stated : reason;
  // What is invalid is the parser's affair: the interpreter is not asked.
  return { stated, interpreter: stated, engine: said };
}

function numberedRule(name: string): SigmaRule {
  const detection = { s: { field: name }, condition: 's' };
  const { rule } = parseSigma({ title: name, id: name, name, logsource: {}, detection }, 'vector');
  if (rule === undefined) throw new Error('no rule');
  return rule;
}
