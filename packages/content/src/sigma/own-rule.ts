/**
 * The shape that Allclear's own Sigma rules keep: the fields of the Sigma specification 2.1 that we always fill,
 * and the block `allclear:`. Other people's rules need only what Sigma itself asks for.
 */
import { DetectionMeta } from '@allclear/model';
import { z } from 'zod';

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

const shared = {
  title: z.string().min(8).max(256),
  name: z
    .string()
    .regex(/^[a-z0-9_]+$/)
    .optional(),
  id: uuid,
  status: z.enum(['stable', 'test', 'experimental']),
  description: z.string().min(20),
  references: z.array(z.string()).min(1),
  author: z.string().min(2),
  date: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  modified: z.string().optional(),
  related: z.array(z.unknown()).optional(),
  tags: z.array(z.string().regex(/^(attack\.(t\d{4}(\.\d{3})?|[a-z-]+)|cve\.\d{4}-\d{4,}|detection\.[a-z-]+)$/)).min(1),
  falsepositives: z.array(z.string()).min(1),
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']),
  allclear: DetectionMeta,
};

export const OwnRule = z.strictObject({
  ...shared,
  logsource: z.strictObject({
    product: z.string().optional(),
    service: z.string().optional(),
    category: z.string().optional(),
  }),
  detection: z.record(z.string(), z.unknown()),
});
export type OwnRule = z.infer<typeof OwnRule>;

export const OwnCorrelation = z.strictObject({
  ...shared,
  correlation: z.strictObject({
    type: z.enum(['event_count', 'value_count', 'temporal', 'temporal_ordered']),
    rules: z.array(z.string()).min(1),
    'group-by': z.array(z.string()).optional(),
    timespan: z.string().regex(/^\d+[smhdwMy]$/),
    aliases: z.record(z.string(), z.record(z.string(), z.string())).optional(),
    condition: z.record(z.string(), z.unknown()).optional(),
    generate: z.boolean().optional(),
  }),
});
export type OwnCorrelation = z.infer<typeof OwnCorrelation>;

/** The rule or correlation that a document of data/sigma holds; throws where it is neither: our data is wrong then. */
export function ownDetection(document: unknown): OwnRule | OwnCorrelation {
  const isCorrelation = typeof document === 'object' && document !== null && 'correlation' in document;
  return isCorrelation ? OwnCorrelation.parse(document) : OwnRule.parse(document);
}
