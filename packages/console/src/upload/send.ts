/** Sends one sealed file by tus; a lost connection is taken up again where the server stopped. */
import { Upload } from 'tus-js-client';
import type { Sealed } from './encrypt.js';

/** ms before each new try; in all about a quarter of an hour. */
const RETRIES = [500, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000, 120_000, 120_000, 240_000, 240_000];
/** Bytes a request: small enough for proxies that limit bodies, and for phones on bad lines. */
const CHUNK = 8 << 20;

export function sendFile(
  endpoint: string,
  sealed: Sealed,
  onProgress: (share: number) => void,
  onRetry: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(sealed.blob, {
      endpoint,
      chunkSize: CHUNK,
      retryDelays: RETRIES,
      metadata: { filename: sealed.name },
      // Encrypting again gives other bytes: what is on the server of an earlier visit must never be continued.
      storeFingerprintForResuming: false,
      removeFingerprintOnSuccess: true,
      onProgress: (sent, all) => onProgress(all === null || all === 0 ? 0 : sent / all),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        const again = status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
        if (again) onRetry();
        return again;
      },
      onError: (error) => reject(plain(error)),
      onSuccess: () => resolve(),
    });
    upload.start();
  });
}

/** What the server said, without the library's own words around it. */
function plain(error: Error): Error {
  if ('originalResponse' in error) {
    const response = error.originalResponse;
    if (
      typeof response === 'object' &&
      response !== null &&
      'getBody' in response &&
      typeof response.getBody === 'function'
    ) {
      const body: unknown = response.getBody();
      if (typeof body === 'string') {
        const said = /"message"\s*:\s*"([^"]{1,300})"/.exec(body)?.[1] ?? body.slice(0, 300);
        if (said.trim() !== '') return new Error(said);
      }
    }
  }
  return error;
}
