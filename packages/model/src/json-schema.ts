/** The published JSON Schema of assessment.json, generated from the zod schema. */
import { z } from 'zod';
import { Assessment, SCHEMA_VERSION } from './assessment.js';

/** JSON Schema (2020-12) of `assessment.json`, generated from the vocabulary; `packages/model/schema` holds it as a file. */
export function assessmentJsonSchema(): Record<string, unknown> {
  return {
    $id: `urn:allclear:assessment:${SCHEMA_VERSION}`,
    title: 'Allclear assessment of one host',
    ...z.toJSONSchema(Assessment, { target: 'draft-2020-12' }),
  };
}
