/**
 * A file, encrypted with age to the case key before anything leaves the browser. The ciphertext becomes a Blob, which
 * browsers keep on disk when it is large: so an interrupted upload goes on at any byte, and memory stays small.
 */
import { Encrypter } from 'age-encryption';
import { Sha256 } from './sha256.js';

export interface Sealed {
  readonly name: string;
  readonly blob: Blob;
  /** Of the ciphertext: what the receipt names. */
  readonly sha256: string;
}

/** Ciphertext is gathered in pieces of so many bytes before it goes into a Blob. */
const PIECE = 8 << 20;

export async function encryptFile(file: File, recipient: string, onProgress: (share: number) => void): Promise<Sealed> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const ciphertext = await encrypter.encrypt(file.stream());
  const expected = Math.max(1, ciphertext.size(file.size));
  const hash = new Sha256();
  const reader = ciphertext.getReader();
  const pieces: Blob[] = [];
  let held: Uint8Array<ArrayBuffer>[] = [];
  let heldBytes = 0;
  let done = 0;
  for (;;) {
    const { value, done: end } = await reader.read();
    if (value !== undefined) {
      hash.update(value);
      held.push(new Uint8Array(value));
      heldBytes += value.length;
      done += value.length;
      onProgress(Math.min(1, done / expected));
    }
    if (heldBytes >= PIECE || end) {
      pieces.push(new Blob(held));
      held = [];
      heldBytes = 0;
    }
    if (end) break;
  }
  return { name: `${file.name}.age`, blob: new Blob(pieces), sha256: hash.digest() };
}
