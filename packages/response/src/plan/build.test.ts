import { describe, expect, it } from 'vitest';
import { assessment, finding, page } from '../testing/assessment.js';
import { planOf } from './build.js';
import { renderPlan } from './markdown.js';
import { Plan, Stage } from './step.js';

const PATH = 'C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx';
const evict = (plan: Plan) => plan.steps.filter((step) => step.stage === 'evict');

describe('planOf', () => {
  it('keeps the order of the stages, and its own schema', () => {
    const plan = planOf(assessment([page(PATH)]));
    expect(Plan.parse(plan)).toEqual(plan);
    const order = plan.steps.map((step) => Stage.options.indexOf(step.stage));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(plan.steps.map((step) => step.stage))).toEqual(new Set(Stage.options));
    expect(new Set(plan.steps.map((step) => step.id)).size).toBe(plan.steps.length);
  });

  it('makes one step of several findings about one file, with the fuller act', () => {
    const bare = finding({ id: 'F-000000000002', remnant: { kind: 'page', target: { path: PATH.toUpperCase() } } });
    const steps = evict(planOf(assessment([bare, page(PATH)])));
    expect(steps).toHaveLength(1);
    expect(steps[0]?.findings).toHaveLength(2);
    expect(steps[0]?.act).toMatchObject({ do: 'quarantine-file', size: 12 });
    expect(steps[0]?.decision).toBe('do');
  });

  it('acts upon certain findings only; a suspicion is for a person', () => {
    const [step] = evict(planOf(assessment([page(PATH, { severity: 'medium', outcome: 'supporting' })])));
    expect(step?.decision).toBe('review');
    const weak = page(PATH, { severity: 'low', outcome: 'supporting' });
    expect(evict(planOf(assessment([weak])))[0]?.decision).toBe('review');
    const verdict = { level: 'suspicious' as const, exitCode: 11 as const, statement: '', findings: [] };
    expect(evict(planOf(assessment([weak], { verdict })))).toHaveLength(0);
    expect(evict(planOf(assessment([page(PATH, { confidence: 'low' })])))[0]?.decision).toBe('review');
  });

  it('removes what starts a file before the file', () => {
    const task = finding({
      id: 'F-000000000003',
      phase: 'persistence',
      remnant: { kind: 'scheduled-task', target: { file: 'C:\\Windows\\System32\\Tasks\\A\\B', uri: '\\other' } },
    });
    const steps = evict(planOf(assessment([page(PATH), task])));
    expect(steps.map((step) => step.act)).toEqual([
      { do: 'remove-task', path: '\\A\\B' },
      expect.objectContaining({ do: 'quarantine-file' }),
    ]);
  });

  it('recreates the virtual directory whose saved settings are a page', () => {
    const dump = page(PATH);
    if (dump.remnant) dump.remnant.target.oabScript = 'true';
    const acts = evict(planOf(assessment([dump]))).map((step) => step.act?.do);
    expect(acts).toEqual(['recreate-virtual-directory', 'quarantine-file']);
  });

  it('takes the library that a compiled page names, not only its description', () => {
    const file = 'C:\\Windows\\T\\root\\a.aspx.1.compiled';
    const compiled = finding({ remnant: { kind: 'compiled-page', target: { file, assembly: 'App_Web_x1' } } });
    const paths = evict(planOf(assessment([compiled]))).map((s) => (s.act?.do === 'quarantine-file' ? s.act.path : ''));
    expect(paths.sort()).toEqual(['C:\\Windows\\T\\root\\App_Web_x1.dll', file]);
  });

  it('takes the library of a module with its setting', () => {
    const target = { kind: 'globalModule', name: 'x', expandedPath: 'C:\\Windows\\Temp\\x.dll' };
    const steps = evict(
      planOf(assessment([finding({ phase: 'persistence', remnant: { kind: 'iis-module', target } })])),
    );
    expect(steps.map((s) => s.act)).toEqual([
      { do: 'remove-iis-module', name: 'x', image: 'C:\\Windows\\Temp\\x.dll' },
      { do: 'quarantine-file', path: 'C:\\Windows\\Temp\\x.dll' },
    ]);
    const own = { ...target, expandedPath: 'C:\\Windows\\System32\\inetsrv\\x.dll' };
    const careful = evict(
      planOf(assessment([finding({ phase: 'persistence', remnant: { kind: 'iis-module', target: own } })])),
    );
    expect(careful.map((s) => s.decision)).toEqual(['do', 'review']);
  });

  it('names the mailbox of a rule that only a request shows', () => {
    const target = { 'cs-uri-stem': '/ecp/a.berg@org1.example/RulesEditor/InboxRules.svc/NewObject' };
    const [step] = evict(planOf(assessment([finding({ remnant: { kind: 'inbox-rule', target } })])));
    expect(step?.act).toEqual({ do: 'remove-inbox-rule', mailbox: 'a.berg@org1.example' });
  });

  it('asks for the file behind a page that only logs know', () => {
    const shell = {
      page: '/aspnet_client/x.aspx',
      onDisk: 'unknown' as const,
      requests: 3,
      clients: [],
      findings: ['F-000000000009'],
    };
    const [step] = evict(planOf(assessment([], { webShells: [shell] })));
    expect(step?.title).toBe('Look for the file behind /aspnet_client/x.aspx');
    expect(step?.decision).toBe('review');
  });

  it('names the newest update and the way to it', () => {
    const step = planOf(assessment([])).steps.find((s) => s.stage === 'close');
    expect(step?.title).toMatch(/^Install Exchange 2016 CU23 /);
    expect(step?.how[0]).toMatch(/first install Exchange 2016 CU23, then/);
    const own = { build: '15.1.2507.6', name: 'Exchange 2016 CU23', source: 'file-version' as const };
    const direct = planOf(assessment([], { patch: { ...assessment([]).patch, current: own } })).steps.find(
      (s) => s.stage === 'close',
    );
    expect(direct?.how[0]).toMatch(/one step, no cumulative update needed/);
  });

  it('plans no eviction and no passwords where nobody got in', () => {
    const verdict = { level: 'nothing-found' as const, exitCode: 0 as const, statement: 'Nothing.', findings: [] };
    const stages = new Set(planOf(assessment([], { verdict })).steps.map((step) => step.stage));
    expect(stages).toEqual(new Set(['preserve', 'close']));
  });

  it('advises a rebuild where passwords were taken from memory', () => {
    const plan = planOf(assessment([page(PATH), finding({ id: 'F-000000000004', phase: 'credential-access' })]));
    expect(plan.rebuild.advised).toBe('yes');
    expect(planOf(assessment([page(PATH)])).rebuild.advised).toBe('no');
  });

  it('is equal for equal assessments, whenever they were made', () => {
    const a = assessment([page(PATH)]);
    const run = { started: '2026-01-01T00:00:00.000Z', seconds: 1, workers: 1, machine: 'm', bytes: 1, command: 'c' };
    expect(planOf({ ...a, run })).toEqual(planOf(a));
  });
});

describe('renderPlan', () => {
  it('lets no value of the evidence become markup', () => {
    const hostile = 'C:\\inetpub\\<img src=x onerror=alert(1)>\u202e\n# [x](http://e/)`$(calc)`.aspx';
    const text = renderPlan(planOf(assessment([page(hostile)])));
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/^# \[x\]/m);
    expect(text).not.toContain('\u202e');
    expect(text).not.toMatch(/(?<!\\)\]\(http/);
  });

  it('shows Windows paths as they are', () => {
    expect(renderPlan(planOf(assessment([page('C:\\ProgramData\\it.zip')])))).toContain('C:\\ProgramData\\it.zip');
  });
});
