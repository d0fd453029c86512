import { z } from 'zod';

/**
 * Stable codes for everything that can go wrong with evidence. A problem is reported, never thrown:
 * the file (or the part) it belongs to becomes "not examined", the rest goes on. A number is never used again.
 */
export const PROBLEM_CODES = {
  'ALC-E001': 'the file or folder does not exist or cannot be opened',
  'ALC-E002': 'a link leads out of the evidence and was not followed',
  'ALC-E003': 'an archive member has a name that would leave the archive; it was not used',
  'ALC-E004': 'the archive is damaged or truncated',
  'ALC-E005': 'the archive member is encrypted and no (right) password was given',
  'ALC-E006': 'the archive uses a compression method that Allclear cannot read',
  'ALC-E007': 'the archive expands beyond the limits (size, ratio, count or nesting); the rest was not read',
  'ALC-E008': 'the checksum of the archive member does not match its content',
  'ALC-E009': 'reading stopped with an input/output error',
  'ALC-P001': 'lines that do not fit their header: skipped, or kept as far as the values could be told apart',
  'ALC-P002': 'a line is longer than the limit and was cut',
  'ALC-P003': 'the header is missing or not understood',
  'ALC-P005': 'the file is empty',
  'ALC-P006': 'the structure of the file is damaged; what could be read was used',
  'ALC-P007': 'the time of some records could not be read',
  'ALC-P008': 'the file is larger than the limit for its kind and was read in part',
  'ALC-R001': 'a rule file is not valid and was not used',
  'ALC-R002': 'a rule matched too often in one file; the matches beyond the limit were counted only',
} as const;
export type ProblemCode = keyof typeof PROBLEM_CODES;
const codes = Object.keys(PROBLEM_CODES) as [ProblemCode, ...ProblemCode[]];

export const Problem = z.object({
  code: z.enum(codes),
  /** Path of the file in the evidence (or of the rule). */
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  offset: z.number().int().nonnegative().optional(),
  /** How often; absent means once. */
  count: z.number().int().positive().optional(),
  /** One line for a person: what exactly. Never a stack trace. */
  detail: z.string(),
});
export type Problem = z.infer<typeof Problem>;
