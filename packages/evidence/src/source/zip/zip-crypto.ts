/** PKWARE's traditional encryption (APPNOTE 6.1): weak, but what many tools still write. */
import type { ByteStream } from '../../bytes/byte-stream.js';

export const ZIP_CRYPTO_HEADER = 12;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ 0xedb88320;
  return value >>> 0;
});

export class ZipCrypto {
  #key0 = 0x12345678;
  #key1 = 0x23456789;
  #key2 = 0x34567890;

  constructor(password: string) {
    for (const byte of new TextEncoder().encode(password)) this.#update(byte);
  }

  /** In place. */
  decrypt(data: Uint8Array): void {
    for (let i = 0; i < data.length; i++) {
      const plain = (data[i] ?? 0) ^ this.#mask();
      data[i] = plain;
      this.#update(plain);
    }
  }

  /** In place. */
  encrypt(data: Uint8Array): void {
    for (let i = 0; i < data.length; i++) {
      const plain = data[i] ?? 0;
      data[i] = plain ^ this.#mask();
      this.#update(plain);
    }
  }

  #mask(): number {
    const word = (this.#key2 | 2) & 0xffff;
    return (Math.imul(word, word ^ 1) >>> 8) & 0xff;
  }

  #update(byte: number): void {
    this.#key0 = (CRC_TABLE[(this.#key0 ^ byte) & 0xff] ?? 0) ^ (this.#key0 >>> 8);
    this.#key1 = (Math.imul((this.#key1 + (this.#key0 & 0xff)) | 0, 134775813) + 1) | 0;
    this.#key2 = (CRC_TABLE[(this.#key2 ^ (this.#key1 >>> 24)) & 0xff] ?? 0) ^ (this.#key2 >>> 8);
  }
}

export class ZipCryptoStream implements ByteStream {
  constructor(
    readonly stream: ByteStream,
    readonly crypto: ZipCrypto,
  ) {}
  async next(): Promise<Uint8Array | undefined> {
    const chunk = await this.stream.next();
    if (chunk !== undefined) this.crypto.decrypt(chunk);
    return chunk;
  }
  close(): void {
    this.stream.close();
  }
}
