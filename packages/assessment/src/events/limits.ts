/** Bounds on what one file of event records can make us keep. */
export const EVENT_LIMITS = {
  /** Programs held in order to find a child's parent; the oldest are forgotten first. */
  liveProcesses: 50_000,
  /** Programs kept: those of findings, those around them, those below Exchange's and IIS's own. */
  keptProcesses: 2_000,
  /** Of these, programs that no rule says anything about. */
  watchedProcesses: 1_000,
  /** Ancestors of one program. */
  ancestors: 32,
  liveLogons: 50_000,
  keptLogons: 500,
  marks: 500,
  /** Jumps of record numbers that are told one by one; more mean that the log was exported with a filter. */
  jumps: 20,
  channels: 300,
  notable: 1_000,
  /** Characters of a command line. */
  text: 1_000,
} as const;
