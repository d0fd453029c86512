/**
 * What must stand in one field of an event before a rule can match at all: of all that a rule demands, the part that
 * events will hold least often. Everything else of the rule is looked at only then.
 */
import type { Node, Test } from '../detection.js';
import { regexRequirement } from '../literals/regex-literals.js';
import { fold } from '../text.js';

/** A text in the value of a field (undefined: in any value), folded; `exact`: it is the whole value. */
export interface Trigger {
  readonly field: string | undefined;
  readonly text: string;
  readonly exact: boolean;
}

/** Ways of demanding triggers; undefined = nothing is known. */
type Demand =
  | { readonly kind: 'trigger'; readonly trigger: Trigger }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Demand[] }
  | undefined;

/** How many rules ask for a trigger: what many rules name, many events hold. */
export type Usage = Map<string, number>;

export function demandOf(node: Node, usage: Usage, negated = false): Demand {
  switch (node.kind) {
    case 'constant':
      return node.value === negated ? { kind: 'any', parts: [] } : undefined;
    case 'not':
      return demandOf(node.part, usage, !negated);
    case 'and':
    case 'or': {
      const parts = node.parts.map((part) => demandOf(part, usage, negated));
      return { kind: (node.kind === 'and') === negated ? 'any' : 'all', parts };
    }
    case 'test':
      return negated ? undefined : demandOfTest(node.test, usage);
  }
}

function demandOfTest(test: Test, usage: Usage): Demand {
  if (test.kind === 'text') {
    const { field, pattern } = test;
    if (pattern.plain !== undefined) return counted({ field, text: fold(pattern.plain), exact: true }, usage);
    const literals = pattern.literals().map(({ text }) => text);
    return counted(longest(field, pattern.cased ? literals.flatMap(asciiRuns) : literals), usage);
  }
  if (test.kind !== 'regex') return undefined;
  const alternatives = regexRequirement(test.regex.root);
  if (alternatives === undefined) return undefined;
  return {
    kind: 'any',
    parts: alternatives.map((parts) => {
      const runs = parts.flatMap(({ text }) => asciiRuns(text));
      return counted(longest(test.field, runs), usage);
    }),
  };
}

function counted(trigger: Trigger | undefined, usage: Usage): Demand {
  if (trigger === undefined) return undefined;
  const key = keyOf(trigger);
  usage.set(key, (usage.get(key) ?? 0) + 1);
  return { kind: 'trigger', trigger };
}

function longest(field: string | undefined, literals: readonly string[]): Trigger | undefined {
  const best = literals.reduce((a, b) => (b.length > a.length ? b : a), '');
  return best === '' ? undefined : { field, text: best, exact: false };
}

/**
 * What is compared as it stands is looked for in the folded value all the same; letters of other scripts may have a
 * lower case that depends on their neighbours there.
 */
function asciiRuns(text: string): string[] {
  return fold(text).split(/[^\0-\x7f]+/);
}

export function keyOf({ field, text, exact }: Trigger): string {
  return `${field ?? ''}\n${exact ? '=' : ''}${text}`;
}

/** The cheapest set of triggers of which a matching event holds at least one; undefined: the rule sees every event. */
export function guardOf(demand: Demand, usage: Usage): readonly Trigger[] | undefined {
  return cheapest(demand, usage)?.triggers;
}

interface Guard {
  readonly triggers: readonly Trigger[];
  readonly cost: number;
}

function cheapest(demand: Demand, usage: Usage): Guard | undefined {
  if (demand === undefined) return undefined;
  if (demand.kind === 'trigger') return { triggers: [demand.trigger], cost: cost(demand.trigger, usage) };
  const parts = demand.parts.map((part) => cheapest(part, usage));
  if (demand.kind === 'all') {
    let best: Guard | undefined;
    for (const part of parts) if (part !== undefined && (best === undefined || part.cost < best.cost)) best = part;
    return best;
  }
  const triggers: Trigger[] = [];
  let sum = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    for (const trigger of part.triggers) triggers.push(trigger);
    sum += part.cost;
  }
  return { triggers, cost: sum };
}

/** Pieces of text that stand in values of Windows events all the time. */
const COMMON =
  'c:\\windows\\system32\\drivers c:\\program files (x86)\\ c:\\programdata\\microsoft\\windows c:\\users\\ \\appdata\\local\\temp\\ ' +
  'powershell.exe cmd.exe svchost.exe services.exe explorer.exe rundll32.exe msiexec.exe \\registry\\machine\\software\\ ' +
  'hklm\\system\\currentcontrolset\\services\\ \\software\\microsoft\\windows\\currentversion\\ nt authority\\system microsoft-windows-security-auditing ' +
  'https://www. .com .dll .exe .sys .tmp .log .ps1 0x0 0x1 true false null write-host write-output function -path get-item new-object $null return';
const COMMON_PENALTY = 30;
/** Fields that have few values, so that an equal value says little. */
const FEW_VALUES: ReadonlySet<string> = new Set([
  'eventid',
  'channel',
  'provider_name',
  'level',
  'computer',
  'user',
  'logontype',
  'signed',
  'initiated',
  'integritylevel',
  'eventtype',
  'company',
  'status',
  'accesslist',
  'objecttype',
]);

/** About how often events hold the trigger, in arbitrary units. */
function cost(trigger: Trigger, usage: Usage): number {
  const { field, text, exact } = trigger;
  const { length } = text;
  const base = exact
    ? 0.03
    : length >= 16
      ? 0.02
      : length >= 10
        ? 0.1
        : length >= 7
          ? 0.3
          : length >= 4
            ? 1
            : 40 / length;
  const common = !exact && length > 0 && COMMON.includes(text) ? COMMON_PENALTY : 1;
  const few = field === undefined ? 4 : FEW_VALUES.has(field.toLowerCase()) ? COMMON_PENALTY : 1;
  return base * common * few * (1 + (usage.get(keyOf(trigger)) ?? 0) / 4);
}
