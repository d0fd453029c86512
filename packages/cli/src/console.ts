/** What the commands may do with the world: streams, and whether a person is looking. */
import { visible } from '@allclear/reporting';

export interface Console {
  out(text: string): void;
  error(text: string): void;
  readonly colour: boolean;
  readonly width: number;
  /** A person watches standard error: a progress line may be redrawn. */
  readonly interactive: boolean;
}

export function systemConsole(quiet: boolean): Console {
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined && !quiet;
  return {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    colour,
    width: process.stdout.columns ?? 160,
    interactive: process.stderr.isTTY === true && !quiet,
  };
}

/** One line for a person: names from evidence cannot draw on the terminal. */
export function line(text: string): string {
  return `${visible(text)}\n`;
}
