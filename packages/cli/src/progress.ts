/** Progress on standard error: redrawn for a person, a line every ten seconds in a log, nothing with --quiet. */
import type { Progress } from '@allclear/assessment';
import { visible } from '@allclear/reporting';
import type { Console } from './console.js';

const REDRAW_MS = 150;
const LOG_MS = 10_000;
const NAME_WIDTH = 48;

export class ProgressLine {
  #last = 0;
  #drawn = false;
  readonly #started = performance.now();

  constructor(
    private readonly console: Console,
    private readonly quiet: boolean,
  ) {}

  update(progress: Progress): void {
    if (this.quiet) return;
    const now = performance.now();
    if (now - this.#last < (this.console.interactive ? REDRAW_MS : LOG_MS)) return;
    // In a log the first line comes after the first interval: short runs stay silent.
    if (!this.console.interactive && this.#last === 0 && now - this.#started < LOG_MS) return;
    this.#last = now;
    const text = progressText(progress, (now - this.#started) / 1000);
    this.console.error(this.console.interactive ? `\r\u001b[2K${text}` : `${text}\n`);
    this.#drawn = true;
  }

  done(): void {
    if (this.#drawn && this.console.interactive) this.console.error('\r\u001b[2K');
  }
}

/** `1.2 of 4.0 GB (30 %), 410 MB/s, about 7 s left, 12 files with matches: u_ex210303.log`. */
export function progressText(progress: Progress, seconds: number): string {
  const { bytesDone, bytesTotal, file, sightings } = progress;
  const rate = seconds > 0 ? bytesDone / seconds : 0;
  // Sizes of packed evidence are not known beforehand: no share and no time left then.
  const known = bytesTotal > 0 && bytesDone <= bytesTotal;
  const share = known ? ` of ${size(bytesTotal)} (${Math.floor((100 * bytesDone) / bytesTotal)} %)` : '';
  const left = known && rate > 0 ? `, about ${duration((bytesTotal - bytesDone) / rate)} left` : '';
  const name = file.length > NAME_WIDTH ? `…${file.slice(-NAME_WIDTH)}` : file;
  const hits = sightings > 0 ? `, ${sightings} ${sightings === 1 ? 'file' : 'files'} with matches` : '';
  return visible(`${size(bytesDone)}${share}, ${size(rate)}/s${left}${hits}: ${name}`);
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
