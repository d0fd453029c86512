/** Bytes that are not what the format says. Thrown and caught inside this folder only. */
export class EvtxDamage extends Error {}

/** True for what hostile bytes can cause: our own refusal, or a read beyond the chunk (`DataView`). */
export function isDamage(error: unknown): boolean {
  return error instanceof EvtxDamage || error instanceof RangeError;
}
