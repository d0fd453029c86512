import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planOf } from '../plan/index.js';
import { assessment, finding, page } from '../testing/assessment.js';
import { cacaoPlaybook, planFrom } from './playbook.js';

const SCHEMAS = fileURLToPath(new URL('../../../../../shared/schemas/cacao-2.0', import.meta.url));
const CREATED = '2026-01-01T00:00:00.000Z';
const PATH = 'C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx';

function schemas(folder: string): { path: string; schema: Record<string, unknown> }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return schemas(path);
    if (!entry.name.endsWith('.json')) return [];
    return [{ path, schema: z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8'))) }];
  });
}

describe('cacaoPlaybook', () => {
  const task = finding({
    id: 'F-000000000002',
    phase: 'persistence',
    severity: 'medium',
    remnant: { kind: 'scheduled-task', target: { uri: "\\it's $(odd)\n" } },
  });
  const plan = planOf(assessment([page(PATH), task]));

  it('validates against the schemas of OASIS', () => {
    if (!existsSync(SCHEMAS)) {
      console.warn('SKIPPED: ../shared/schemas/cacao-2.0 is not there');
      return;
    }
    // They call themselves draft 07, in which `unevaluatedProperties` is no keyword; read as a later draft they would refuse every command.
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    for (const { schema } of schemas(SCHEMAS)) ajv.addSchema(schema);
    const validate = ajv.getSchema(
      'https://raw.githubusercontent.com/oasis-open/cacao-json-schemas/main/schemas/playbook.json',
    );
    expect(validate).toBeDefined();
    for (const one of [plan, planOf(assessment([]))]) {
      const playbook: unknown = JSON.parse(JSON.stringify(cacaoPlaybook(one, CREATED)));
      expect(validate?.(playbook), JSON.stringify(validate?.errors?.slice(0, 3))).toBe(true);
    }
    const broken = { ...cacaoPlaybook(plan, CREATED), created_by: 'nobody' };
    expect(validate?.(broken), 'the validator must be able to say no').toBe(false);
  });

  it('leads from the start through every step to the end', () => {
    const playbook = cacaoPlaybook(plan, CREATED);
    const workflow = z
      .record(
        z.string(),
        z.object({ type: z.string(), name: z.string().optional(), on_completion: z.string().optional() }),
      )
      .parse(playbook.workflow);
    const names: string[] = [];
    for (let id = String(playbook.workflow_start), i = 0; i < 1000; i++) {
      const step = workflow[id];
      if (step?.name !== undefined) names.push(step.name);
      if (step?.on_completion === undefined) break;
      id = step.on_completion;
    }
    expect(names).toEqual(plan.steps.map((step) => step.title));
  });

  it('holds the plan, which quarantine reads back; other documents hold none', () => {
    const playbook: unknown = JSON.parse(JSON.stringify(cacaoPlaybook(plan, CREATED)));
    expect(planFrom(playbook)).toEqual(plan);
    expect(planFrom({ type: 'playbook', playbook_extensions: {} })).toBeUndefined();
    expect(planFrom(null)).toBeUndefined();
  });

  it('puts no value of the evidence into a command', () => {
    const commands = JSON.stringify(cacaoPlaybook(plan, CREATED)).match(/"command":"\.[^"]*"/g) ?? [];
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(command).toMatch(/^"command":"\.\\\\clean\.ps1 -Step [a-z0-9-]+"$/);
  });
});
