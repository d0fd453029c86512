/**
 * Text inside a PST container, for content search: an exported mailbox may be written with an `.aspx` name, and the
 * server then executes the script inside. A PST hides its data blocks with a fixed substitution ("compressible
 * encryption"); attackers send the script already substituted so that it comes out plain, so both views are searched.
 * Specification: [MS-PST] 5.1 (table mpbbI).
 */

/** Plain byte for each stored byte. */
const PLAIN = Uint8Array.from(
  (
    '47f1b4e60b6a7248854e9eebe2f89453e0bba002e85a09abdbe3bac67cc310dd39059630f53760828cc9134a6b1df3fb' +
    '8f2697ca911701c4322d6e3195ffd923d1005e79dc443b1a28c5615720903d83b943be67d2464276c06d5b7eb20f1629' +
    '3ca903540dda5ddff6b7c762cd8d06d3695c86d614f7a56675acb1e94521700c879f74a4224c6fbf1f56aa2eb3783350' +
    'b0a392bccf191ca763cb1e4d3e4b1b9b4fe7f0eead3ab55904ea40552551e57a893868527bfc27aed7bdfa07f4cc8e5f' +
    'ef359c842b15d5773449b6120a7f7188fd9d18417d93d8582ccefe24afdeb836c8a180a69998a82f0e816573e4c2a28a' +
    'd4e111d0088b2af2ed9a643fc16cf9ec'
  ).match(/../g) ?? [],
  (pair) => Number.parseInt(pair, 16),
);

/** The bytes as a PST with compressible encryption means them. */
export function permutePst(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => PLAIN[byte] ?? 0);
}

/** Shortest run of printable characters worth keeping. */
const MIN_RUN = 8;

/**
 * Printable ASCII runs, one a line, NULs between letters dropped (so that UTF-16 text reads as text); at most `limit`
 * characters.
 */
export function printableRuns(bytes: Uint8Array, limit: number): string {
  const lines: string[] = [];
  let total = 0;
  let run = '';
  const flush = (): void => {
    if (run.length >= MIN_RUN && total < limit) {
      lines.push(run);
      total += run.length + 1;
    }
    run = '';
  };
  for (let i = 0; i < bytes.length && total < limit; i++) {
    const byte = bytes[i] ?? 0;
    if ((byte >= 0x20 && byte < 0x7f) || byte === 9) {
      run += String.fromCharCode(byte);
      if (run.length >= 4096) flush();
    } else if (byte !== 0 || bytes[i - 1] === 0) flush();
  }
  flush();
  return lines.join('\n').slice(0, limit);
}

/** Readable text of a PST: as stored, then as decoded; each at most `limit` characters. */
export function pstText(bytes: Uint8Array, limit: number): string {
  return `${printableRuns(bytes, limit)}\n${printableRuns(permutePst(bytes), limit)}`;
}
