/**
 * Bytes that are not what the format says. Thrown and caught inside this folder only. Not an `Error`, because taking
 * down the stack costs more than reading a record, and hostile logs can be full of damage.
 */
export class EvtxDamage {
  constructor(readonly message: string) {}
}

/** True for what hostile bytes can cause: our own refusal, or a read beyond the chunk (`DataView`). */
export function isDamage(error: unknown): boolean {
  return error instanceof EvtxDamage || error instanceof RangeError;
}
