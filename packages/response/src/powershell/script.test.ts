import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { Act, type Plan, planOf } from '../plan/index.js';
import { assessment, finding, page } from '../testing/assessment.js';
import { HOSTILE_VALUES } from '../testing/hostile-values.js';
import { quote } from './quote.js';
import { cleaningScript } from './script.js';

/** An independent parser of PowerShell: the grammar of tree-sitter, as WASM. */
let parser: Parser;
beforeAll(async () => {
  const require = createRequire(import.meta.url);
  await Parser.init();
  const grammar = require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
  parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(grammar)));
});

function parse(text: string): Node {
  const tree = parser.parse(text);
  if (!tree) throw new Error('the parser gave up');
  return tree.rootNode;
}

function errors(node: Node): string[] {
  if (!node.hasError) return [];
  const own = node.isError || node.isMissing ? [`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`] : [];
  return [...own, ...node.children.flatMap((child) => (child ? errors(child) : []))];
}

/** Kinds of all nodes below, in order: equal shapes mean that values changed data only. */
function shape(node: Node): string {
  const kind = node.type === 'verbatim_string_characters' || node.type === 'string_literal' ? 'string' : node.type;
  return kind === 'string' ? kind : `${kind}(${node.namedChildren.map((c) => (c ? shape(c) : '')).join()})`;
}

const plan = planOf(assessment([page('C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx')]));

/** A plan with one step for each kind of act, all with this value. */
function everyAct(value: string): Plan {
  const acts: unknown[] = Act.options.map((option) => {
    const entries = Object.entries(option.shape).map(([name, schema]) => {
      if (name === 'do') return [name, [...(schema as { values: Set<string> }).values][0]];
      if (name === 'sha256') return [name, 'ab'.repeat(32)];
      if (name === 'size') return [name, 1];
      if (name === 'ports') return [name, [80]];
      if (name === 'type') return [name, option.shape.do.value === 'recreate-virtual-directory' ? 'Oab' : 'path'];
      return [name, value];
    });
    return Object.fromEntries(entries);
  });
  const [first] = plan.steps;
  if (!first) throw new Error('no step');
  const steps = acts.map((act, i) => ({ ...first, id: `evict-${i}`, title: `About ${value}`, act: Act.parse(act) }));
  return { ...plan, host: value, steps };
}

describe('cleaningScript', () => {
  it('is PowerShell for an independent parser, and that parser can say no', () => {
    expect(errors(parse(cleaningScript(plan)))).toEqual([]);
    expect(errors(parse(cleaningScript(everyAct('plain'))))).toEqual([]);
    expect(errors(parse('if ($true) { Write-Host "x" ')).length).toBeGreaterThan(0);
  });

  it('has a function for each act that the plan knows', () => {
    const script = cleaningScript(plan);
    for (const option of Act.options) expect(script).toContain(`$Handlers['${option.shape.do.value}'] = @{`);
  });

  it('is ASCII on Windows lines, and changes nothing unless it is told to', () => {
    const script = cleaningScript(everyAct('\u2019; calc; \u2019'));
    expect(script).toMatch(/^[\t\r\n -~]*$/);
    expect(script.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(script).toMatch(/if \(-not \$Apply\) \{ Write-Note \('Would do: '/);
  });

  it(`keeps its shape whatever the values are (${HOSTILE_VALUES.length} hostile ones)`, () => {
    expect(HOSTILE_VALUES.length).toBeGreaterThanOrEqual(200);
    const tail = (value: string): string => {
      const script = cleaningScript(everyAct(value));
      return script.slice(script.indexOf('$PlanSteps = @('), script.indexOf('# ---- Run ----'));
    };
    const plain = shape(parse(tail('plain')));
    const coded = shape(parse(tail("it's")));
    expect(coded).not.toBe(plain);
    for (const value of HOSTILE_VALUES) {
      const root = parse(tail(value));
      expect(errors(root), JSON.stringify(value)).toEqual([]);
      expect([plain, coded], JSON.stringify(value)).toContain(shape(root));
    }
  });
});

describe('quote', () => {
  it('gives back every value when read as PowerShell reads it', () => {
    for (const value of HOSTILE_VALUES) {
      const text = quote(value);
      const literal = /^'([^'\u2018-\u201b]*)'$/.exec(text)?.[1];
      const coded = /^\(Join-Text '([\d ]*)'\)$/.exec(text)?.[1];
      const read =
        literal ??
        coded
          ?.split(' ')
          .map((unit) => String.fromCharCode(Number(unit)))
          .join('');
      expect(read, JSON.stringify(value)).toBe(value);
    }
  });
});

describe('a plan from hostile findings', () => {
  it('keeps every value out of ids and commands', () => {
    for (const value of HOSTILE_VALUES) {
      const hostile = planOf(
        assessment([
          page(`C:\\inetpub\\${value}`),
          finding({
            id: 'F-000000000002',
            phase: 'persistence',
            remnant: { kind: 'scheduled-task', target: { uri: `\\${value}` } },
          }),
        ]),
      );
      for (const step of hostile.steps) expect(step.id).toMatch(/^[a-z]+-\d\d-[0-9a-f]{6}$/);
    }
  });
});
