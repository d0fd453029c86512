import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compromisedAssessment } from '../testing/compromised.js';
import { cannotTellAssessment, cleanAssessment, hostileAssessment } from '../testing/others.js';
import { renderMisp } from './misp.js';
import { renderNavigator } from './navigator.js';
import { renderOcsf } from './ocsf.js';
import { renderStix, stixBundle } from './stix.js';
import { uuid5 } from './uuid.js';

const SCHEMAS = fileURLToPath(new URL('../../../../../shared/schemas/', import.meta.url));
const ASSESSMENTS = [
  ['compromised', compromisedAssessment()],
  ['clean', cleanAssessment()],
  ['cannot tell', cannotTellAssessment()],
] as const;
const JsonObject = z.record(z.string(), z.unknown());

function jsonFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? jsonFiles(path) : entry.name.endsWith('.json') ? [path] : [];
  });
}

function haveSchemas(): boolean {
  if (existsSync(SCHEMAS)) return true;
  console.warn('SKIPPED: ../shared/schemas is not there');
  return false;
}

describe('STIX', () => {
  it('validates against the schemas of OASIS, object by object', () => {
    if (!haveSchemas()) return;
    const ajv = new Ajv2020({ strict: false, validateFormats: false, unicodeRegExp: false });
    for (const file of jsonFiles(join(SCHEMAS, 'stix-2.1')))
      ajv.addSchema(JsonObject.parse(JSON.parse(readFileSync(file, 'utf8'))));
    const base = 'http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas';
    const validate = ajv.getSchema(`${base}/common/bundle.json`);
    expect(validate).toBeDefined();
    for (const [name, assessment] of ASSESSMENTS) {
      const bundle: unknown = JSON.parse(renderStix(assessment));
      expect(validate?.(bundle), `${name}: ${JSON.stringify(validate?.errors?.slice(0, 2))}`).toBe(true);
    }
    const broken = { type: 'bundle', id: 'bundle--x', objects: [{ type: 'indicator', id: 'indicator--1' }] };
    expect(validate?.(broken), 'the validator must be able to say no').toBe(false);
  });

  it('has no reference that leads nowhere, and no identifier twice', () => {
    const { objects } = stixBundle(compromisedAssessment());
    const ids = objects.map((o) => o.id);
    expect(new Set(ids).size).toBe(ids.length);
    const text = JSON.stringify(objects);
    for (const [reference] of text.matchAll(/[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f-]{27}/g))
      if (!reference.startsWith('extension-definition--')) expect(ids).toContain(reference);
    expect(ids.some((id) => id.startsWith('sighting--'))).toBe(true);
  });

  it('gives equal identifiers for equal things on two servers', () => {
    const one = compromisedAssessment();
    const other = { ...compromisedAssessment(), host: { ...one.host, name: 'another.example' } };
    const indicators = (a: typeof one) =>
      stixBundle(a)
        .objects.filter((o) => o.type === 'indicator')
        .map((o) => o.id);
    expect(indicators(other)).toEqual(indicators(one));
    expect(stixBundle(other).id).not.toBe(stixBundle(one).id);
  });

  it('keeps what is written by others inside strings of patterns', () => {
    for (const { pattern } of stixBundle(hostileAssessment()).objects.filter((o) => o.type === 'indicator'))
      expect(String(pattern)).toMatch(/^\[[a-z0-9-]+:[A-Za-z0-9.'-]+ = '(?:[^'\\]|\\['\\])*'\]$/s);
  });
});

describe('MISP', () => {
  it('validates against the schema of the core format', () => {
    if (!haveSchemas()) return;
    const {
      $schema: _draft4,
      id: _id,
      ...schema
    } = JsonObject.parse(JSON.parse(readFileSync(join(SCHEMAS, 'misp', 'misp-2.4.json'), 'utf8')));
    const validate = new Ajv({ strict: false }).compile(schema);
    for (const [name, assessment] of ASSESSMENTS) {
      const event: unknown = JSON.parse(renderMisp(assessment));
      expect(validate(event), `${name}: ${JSON.stringify(validate.errors?.slice(0, 2))}`).toBe(true);
    }
    expect(validate({ Event: { uuid: 1 } })).toBe(false);
  });

  it('names no mailbox, no person and no server of the victim', () => {
    const assessment = compromisedAssessment();
    const text = renderMisp(assessment);
    expect(assessment.mailboxes.length).toBeGreaterThan(0);
    for (const { mailbox } of assessment.mailboxes) expect(text).not.toContain(mailbox);
    expect(text).not.toContain(assessment.host.name);
  });
});

describe('OCSF', () => {
  it('has the required members of a detection finding on every line', () => {
    const Event = z.looseObject({
      activity_id: z.literal(1),
      category_uid: z.literal(2),
      class_uid: z.literal(2004),
      type_uid: z.literal(200401),
      severity_id: z.number().int().min(1).max(5),
      time: z.number().int(),
      metadata: z.looseObject({ version: z.string(), product: z.looseObject({ name: z.string() }) }),
      finding_info: z.looseObject({ uid: z.string() }),
    });
    const assessment = compromisedAssessment();
    const lines = renderOcsf(assessment).trimEnd().split('\n');
    expect(lines).toHaveLength(assessment.findings.length);
    for (const line of lines) Event.parse(JSON.parse(line));
  });
});

describe('Navigator', () => {
  it('scores each technique by how far it got', () => {
    const Layer = z.object({
      techniques: z.array(z.looseObject({ techniqueID: z.string().regex(/^T\d{4}(\.\d{3})?$/), score: z.number() })),
    });
    const { techniques } = Layer.parse(JSON.parse(renderNavigator(compromisedAssessment())));
    expect(techniques.length).toBeGreaterThan(0);
    expect(Math.max(...techniques.map((t) => t.score))).toBe(100);
  });
});

describe('uuid5', () => {
  it('is the one of the standard', () => {
    // RFC 9562, appendix A.4: name www.example.com in the namespace of DNS names.
    expect(uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });
});
