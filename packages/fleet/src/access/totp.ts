/** Time-based one-time passwords (RFC 6238): six digits, 30 seconds, one step of tolerance; a step counts once. */
import { generateURI, ScureBase32Plugin, verify } from 'otplib';
import { derivedKey } from './seal.js';

const STEP_SECONDS = 30;

/** The secret that a one-time link offers: follows from the link, so that nothing is stored before it is used. */
export function offeredSecret(installationKey: Uint8Array, tokenHash: string): string {
  const bytes = derivedKey(installationKey, `totp ${tokenHash}`).subarray(0, 20);
  return new ScureBase32Plugin().encode(bytes, { padding: false });
}

export function totpUri(email: string, secret: string): string {
  return generateURI({ issuer: 'Allclear', label: email, secret });
}

/**
 * The step that a code belongs to, when it is right and newer than the last one that counted.
 * @param now ms since 1970
 */
export async function acceptedStep(
  secret: string,
  code: string,
  lastStep: number,
  now: number,
): Promise<number | undefined> {
  const epoch = Math.floor(now / 1000);
  const result = await verify({ secret, token: code, epoch, epochTolerance: STEP_SECONDS, period: STEP_SECONDS });
  if (!result.valid) return undefined;
  const step = Math.floor(epoch / STEP_SECONDS) + result.delta;
  return step > lastStep ? step : undefined;
}
