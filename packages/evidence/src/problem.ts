import type { Problem, ProblemCode } from '@allclear/model';
import { MAX_PROBLEMS } from './limits.js';

/** Thrown inside this package where evidence cannot be read any further; turned into a Problem at the package's border. */
export class EvidenceError extends Error {
  constructor(
    readonly code: ProblemCode,
    detail: string,
  ) {
    super(detail);
    this.name = 'EvidenceError';
  }
}

export const damaged = (detail: string): EvidenceError => new EvidenceError('ALC-E004', detail);

/** The error's code as Node's libraries set it (`ENOENT`, `Z_DATA_ERROR` …). */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A problem for what evidence and the system can do to us; anything else is our own fault and is thrown again. */
export function toProblem(error: unknown, file: string): Problem {
  if (error instanceof EvidenceError) return { code: error.code, file, detail: error.message };
  const code = errorCode(error);
  if (code?.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE')
    return { code: 'ALC-E004', file, detail: 'the compressed data is damaged' };
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) {
    const missing = code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'EBUSY' || code === 'ELOOP';
    return { code: missing ? 'ALC-E001' : 'ALC-E009', file, detail: SYSTEM_ERRORS[code] ?? `system error ${code}` };
  }
  throw error;
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist, or vanished while the evidence was read',
  EACCES: 'access was denied',
  EPERM: 'access was denied',
  EBUSY: 'another program holds it open',
  ELOOP: 'links lead in a circle',
  EISDIR: 'it is a folder, not a file',
  EIO: 'the disk reported an error',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long for this system',
};

/** Problems of one container, bounded. */
export class ProblemList {
  readonly #problems: Problem[] = [];
  #dropped = 0;

  add(problem: Problem): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
    else this.#dropped++;
  }

  list(): Problem[] {
    const last = this.#problems.at(-1);
    if (last === undefined || this.#dropped === 0) return [...this.#problems];
    const rest: Problem = { code: last.code, count: this.#dropped, detail: 'further problems in the same evidence' };
    return [...this.#problems, rest];
  }
}
