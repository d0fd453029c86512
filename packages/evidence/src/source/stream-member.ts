import type { ByteStream } from '../bytes/byte-stream.js';

/** One file of a container that is read from front to end. The reader goes past what was not taken before it goes on. */
export interface StreamMember {
  readonly path: string;
  readonly size: number | undefined;
  readonly modified: number | undefined;
  /** Throws EvidenceError at its end where a checksum does not match. */
  readonly content: ByteStream;
}

/** Members in order; throws EvidenceError where the container itself cannot be read any further. */
export type StreamMembers = AsyncGenerator<StreamMember, void, void>;

/** Takes what is wrong with a single member that will not be yielded. */
export type Refuse = (path: string, code: 'ALC-E002' | 'ALC-E003' | 'ALC-E006', detail: string) => void;

/** Reads the rest of a member; a fault in it was, or will be, told with the member. */
export async function drain(stream: ByteStream): Promise<void> {
  try {
    while ((await stream.next()) !== undefined);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
