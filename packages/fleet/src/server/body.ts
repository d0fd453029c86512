/** Bodies that are read as they come, not held in memory: registers, bundles of assessments. */
import { Readable } from 'node:stream';
import { HttpError } from './errors.js';
import type { FleetApp } from './fleet-app.js';

const STREAMED = [
  'application/x-ndjson',
  'application/jsonl',
  'text/csv',
  'application/gzip',
  'application/octet-stream',
];

/** For the routes of this scope. */
export function takeStreams(app: FleetApp): void {
  app.addContentTypeParser(STREAMED, (_request, payload, done) => done(null, payload));
}

/** @throws HttpError 415 for a body that is none of these */
export async function* streamOf(body: unknown): AsyncGenerator<Uint8Array> {
  if (!(body instanceof Readable))
    throw new HttpError(415, 'wrong-type', `Send it as ${STREAMED.slice(0, 4).join(', ')}.`);
  for await (const chunk of body) {
    if (chunk instanceof Uint8Array) yield chunk;
    else if (typeof chunk === 'string') yield Buffer.from(chunk);
  }
}
