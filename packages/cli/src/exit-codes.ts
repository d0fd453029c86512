/** Exit codes that the command line promises; of several hosts the worst counts, in the order 10, 11, 12, 0. */
export const EXIT = {
  nothingFound: 0,
  compromised: 10,
  attacked: 11,
  cannotTell: 12,
  found: 10,
  usage: 2,
  unreadable: 3,
  /** quarantine, restore: done as far as possible; some steps were refused, with the reason. */
  refused: 4,
  ourFault: 70,
  interrupted: 130,
} as const;

const WORST_FIRST: readonly number[] = [EXIT.compromised, EXIT.attacked, EXIT.cannotTell, EXIT.nothingFound];

export function worst(codes: readonly number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.unreadable;
}

/** A mistake of the user, or evidence that cannot be read: one clear line, an exit code, no stack. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}
