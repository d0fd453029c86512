/** A time-stamp request of RFC 3161 (section 2.4.1), to be sent to any time-stamping authority. */

const SHA256_OID = Uint8Array.of(0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01);

/** DER of TimeStampReq for a SHA-256 hash; asks for the authority's certificate. The nonce guards against a replayed answer. */
export function timestampRequest(sha256: Uint8Array, nonce: Uint8Array): Uint8Array {
  const algorithm = tlv(0x30, SHA256_OID, Uint8Array.of(0x05, 0x00));
  const imprint = tlv(0x30, algorithm, tlv(0x04, sha256));
  // A leading zero keeps the integer positive; leading zeros beyond that are not DER.
  const digits = nonce.subarray(
    Math.max(
      0,
      nonce.findIndex((byte) => byte !== 0),
    ),
  );
  const positive = (digits[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...digits) : digits;
  return tlv(0x30, Uint8Array.of(0x02, 0x01, 0x01), imprint, tlv(0x02, positive), Uint8Array.of(0x01, 0x01, 0xff));
}

/** All contents here are shorter than 128 bytes: the short form of the length does. */
function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, c) => sum + c.length, 0);
  if (length > 127) throw new RangeError('longer than the short form of a DER length');
  const bytes = new Uint8Array(2 + length);
  bytes[0] = tag;
  bytes[1] = length;
  let position = 2;
  for (const content of contents) {
    bytes.set(content, position);
    position += content.length;
  }
  return bytes;
}
