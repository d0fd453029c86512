/** Why a rule cannot be used, in one line for a person. */
export class YaraSyntaxError extends Error {
  constructor(
    message: string,
    /** Offset in the source where it was noticed. */
    readonly at: number = 0,
  ) {
    super(message);
  }
}
