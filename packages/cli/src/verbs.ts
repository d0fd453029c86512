/** The verbs, each loaded only when it is asked for: a program of many parts should not start all of them to do one thing. */
import type { Command } from 'commander';

/** Adds a verb to the program; `finish` takes its exit code. */
export type AddVerb = (program: Command, finish: (code: number) => void) => void;

/** In the order of the help. */
export const VERBS: Readonly<Record<string, () => Promise<AddVerb>>> = {
  assess: async () => (await import('./commands/assess.js')).assessCommand,
  scan: async () => (await import('./commands/scan.js')).scanCommand,
  detect: async () => (await import('./commands/detect.js')).detectCommand,
  dump: async () => (await import('./commands/dump.js')).dumpCommand,
  timeline: async () => (await import('./commands/timeline.js')).timelineCommand,
  explain: async () => (await import('./commands/explain.js')).explainCommand,
  report: async () => (await import('./commands/report.js')).reportCommand,
  plan: async () => (await import('./commands/plan.js')).planCommand,
  quarantine: async () => (await import('./commands/quarantine.js')).quarantineCommand,
  restore: async () => (await import('./commands/quarantine.js')).restoreCommand,
  verify: async () => (await import('./commands/verify.js')).verifyCommand,
  custody: async () => (await import('./commands/custody.js')).custodyCommand,
  keygen: async () => (await import('./commands/custody.js')).keygenCommand,
  bundle: async () => (await import('./commands/bundle.js')).bundleCommand,
  content: async () => (await import('./commands/content.js')).contentCommand,
  fleet: async () => (await import('./commands/fleet.js')).fleetCommand,
  lab: async () => (await import('./commands/lab.js')).labCommand,
};

/** The verb that is asked for, or all of them where none is: for help, and to say what is possible. */
export async function verbsFor(argv: readonly string[]): Promise<AddVerb[]> {
  const [first] = argv;
  if (first === '--version' || first === '-V') return [];
  const wanted = first !== undefined && Object.hasOwn(VERBS, first) ? [first] : Object.keys(VERBS);
  return Promise.all(wanted.map((name) => VERBS[name]?.()).filter((load) => load !== undefined));
}
