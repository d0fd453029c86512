import { setImmediate } from 'node:timers/promises';
import type { Problem } from '@allclear/model';
import type { ByteStream } from '../bytes/byte-stream.js';
import { toProblem } from '../problem.js';
import type { EvidenceFile, ReadContext, ReadResult } from '../unit.js';

/** Bytes after which whatever else the thread has to do (messages, Ctrl-C) gets its turn. */
const YIELD_EVERY_BYTES = 4 << 20;

export interface FileDescription {
  readonly path: string;
  readonly size: number | undefined;
  readonly modified: number | undefined;
}

/** Makes a file of a stream: counts, stops when the sink says so, and turns what goes wrong into problems. */
export function evidenceFile(
  { path, size, modified }: FileDescription,
  open: (note: ReadContext['note']) => ByteStream | Promise<ByteStream>,
): EvidenceFile {
  return {
    path,
    size,
    modified,
    async read(sink): Promise<ReadResult> {
      const problems: Problem[] = [];
      const note: ReadContext['note'] = (code, detail) => problems.push({ code, file: path, detail });
      let bytes = 0;
      let pause = YIELD_EVERY_BYTES;
      let stream: ByteStream | undefined;
      let sinkFault: { readonly error: unknown } | undefined;
      try {
        stream = await open(note);
        for (;;) {
          const chunk = await stream.next();
          if (chunk === undefined) return { bytes, problems, complete: problems.length === 0 };
          bytes += chunk.length;
          let goOn: boolean | undefined | undefined;
          try {
            goOn = sink(chunk);
          } catch (error) {
            // What the sink throws is its own affair, never a problem of the evidence.
            sinkFault = { error };
            throw error;
          }
          if (goOn === false) return { bytes, problems, complete: false };
          if (bytes < pause) continue;
          pause = bytes + YIELD_EVERY_BYTES;
          await setImmediate();
        }
      } catch (error) {
        if (sinkFault !== undefined) throw sinkFault.error;
        problems.push(toProblem(error, path));
        return { bytes, problems, complete: false };
      } finally {
        stream?.close();
      }
    },
  };
}

/** Stands for something that is not read; its result says why. */
export function refusedFile(path: string, problem: Problem): EvidenceFile {
  return {
    path,
    size: undefined,
    modified: undefined,
    read: async () => ({ bytes: 0, problems: [problem], complete: false }),
  };
}
