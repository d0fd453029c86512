/** Errors as clients see them: `{error: {code, message}}`, a code for programs, a sentence for people. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const notFound = (what: string): HttpError => new HttpError(404, 'not-found', `There is no such ${what}.`);
export const badRequest = (message: string): HttpError => new HttpError(400, 'invalid', message);

/** SQLSTATE of what a client may cause: everything else is a fault of ours. */
const OF_DATABASE: Readonly<Record<string, HttpError>> = {
  '42501': new HttpError(403, 'forbidden', 'Your role does not allow this.'),
  '23505': new HttpError(409, 'exists', 'It exists already.'),
  '23503': new HttpError(409, 'conflict', 'Something that this refers to does not exist, or is still referred to.'),
  '23514': new HttpError(409, 'conflict', 'The rules of the record do not allow this.'),
  '22P05': new HttpError(400, 'invalid', 'The text holds a character that cannot be stored.'),
  '22021': new HttpError(400, 'invalid', 'The text holds a character that cannot be stored.'),
};

export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, code, message } = described(error);
  if (status >= 500) request.log.error({ err: error }, 'request failed');
  void reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ error: { code, message } }));
}

function described(error: FastifyError | Error): { status: number; code: string; message: string } {
  if (error instanceof HttpError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    const place = `${error.validationContext ?? 'request'}${first?.instancePath ?? ''}`;
    return { status: 400, code: 'invalid', message: `${place}: ${first?.message ?? 'not valid'}` };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = OF_DATABASE[code];
  if (known) return known;
  if ('statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500)
    return { status: error.statusCode, code: nameOf(error.statusCode), message: error.message };
  return { status: 500, code: 'internal', message: 'The server failed; the fault is in its log.' };
}

function nameOf(status: number): string {
  if (status === 401) return 'not-signed-in';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 413) return 'too-large';
  if (status === 415) return 'wrong-type';
  if (status === 429) return 'too-many';
  return 'invalid';
}
