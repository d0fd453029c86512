/** A place in a template line where a time stands, as seconds before the end of the request. */
interface TimeSlot {
  readonly offset: number;
  /** Whole seconds that this time lies before the line's own. */
  readonly secondsBefore: number;
}

interface TemplateLine {
  readonly times: readonly TimeSlot[];
  /** Where eight hex digits of a request id stand; -1: nowhere. */
  readonly id: number;
}

/** Where times and ids stand in the lines of a log. */
export interface LineLayout {
  /** Between date and time: ` ` in W3C logs, `T` in Exchange logs. */
  readonly separator: ' ' | 'T';
  /** The text right before the request id; empty: right after the first time. */
  readonly idMarker: string;
}

const SECOND_DIGITS = 19;

/**
 * A page of real-looking lines that is given out again and again with new times and ids. Only those digits are written
 * anew, so that the stream is as fast as copying.
 */
export class LogTemplate {
  private readonly page: Buffer;
  private readonly lines: TemplateLine[] = [];
  private readonly ends: number[] = [];

  constructor(lines: readonly string[], layout: LineLayout) {
    this.page = Buffer.from(lines.join(''), 'latin1');
    const time = new RegExp(`\\d{4}-\\d\\d-\\d\\d${layout.separator}\\d\\d:\\d\\d:\\d\\d`, 'g');
    let offset = 0;
    for (const line of lines) {
      const own = Date.parse(`${line.slice(0, SECOND_DIGITS).replace(' ', 'T')}Z`);
      const times = [...line.matchAll(time)]
        .map((match) => ({
          offset: offset + match.index,
          secondsBefore: (own - Date.parse(`${match[0].replace(' ', 'T')}Z`)) / 1000,
        }))
        .filter((slot) => slot.secondsBefore >= 0 && slot.secondsBefore < 3600);
      const marker = layout.idMarker ? line.indexOf(layout.idMarker) : line.indexOf(',');
      this.lines.push({ times, id: marker < 0 ? -1 : offset + marker + (layout.idMarker.length || 1) });
      offset += line.length;
      this.ends.push(offset);
    }
  }

  /** Bytes of one page. */
  get bytes(): number {
    return this.page.length;
  }

  /** Bytes and lines that `stream` gives for a header of `header` characters and a limit of `bytes`. */
  size(header: number, bytes: number): { readonly bytes: number; readonly lines: number } {
    if (header > bytes) return { bytes: 0, lines: 0 };
    const left = bytes - header;
    const pages = this.page.length === 0 ? 0 : Math.floor(left / this.page.length);
    const rest = left - pages * this.page.length;
    const more = this.ends.filter((end) => end <= rest).length;
    return {
      bytes: header + pages * this.page.length + (this.ends[more - 1] ?? 0),
      lines: pages * this.lines.length + more,
    };
  }

  /**
   * About `bytes` bytes (never more, only whole lines) from `start` on (ms UTC) at `perSecond` lines a second, behind
   * `header`. Each chunk is the caller's to keep.
   */
  *stream(header: string, bytes: number, start: number, perSecond: number, seed: number): Generator<Uint8Array> {
    const head = Buffer.from(header, 'latin1');
    if (head.length > bytes) return;
    yield head;
    let left = bytes - head.length;
    let number = 0;
    const clock = new SecondDigits(this.page);
    while (left > 0) {
      let written = 0;
      for (const [index, line] of this.lines.entries()) {
        const end = this.ends[index] ?? 0;
        if (end > left) break;
        const second = Math.floor(start / 1000) + Math.floor(number / perSecond);
        for (const slot of line.times) clock.write(slot.offset, second - slot.secondsBefore);
        if (line.id >= 0) writeHex(this.page, line.id, Math.imul(number + seed, 0x9e3779b1) >>> 0);
        number++;
        written = end;
      }
      if (written === 0) return;
      yield Uint8Array.prototype.slice.call(this.page, 0, written);
      if (written < this.page.length) return;
      left -= written;
    }
  }
}

/** Writes `2021-03-03T06:49:42` keeping the separator; remembers the digits of recent seconds. */
class SecondDigits {
  private readonly recent = new Map<number, Uint8Array>();

  constructor(private readonly page: Buffer) {}

  write(offset: number, second: number): void {
    const digits = this.recent.get(second) ?? this.remember(second);
    for (let index = 0; index < SECOND_DIGITS; index++) {
      if (index !== 10) this.page[offset + index] = digits[index] ?? 0;
    }
  }

  private remember(second: number): Uint8Array {
    if (this.recent.size > 4096) this.recent.clear();
    const digits = new TextEncoder().encode(new Date(second * 1000).toISOString().slice(0, SECOND_DIGITS));
    this.recent.set(second, digits);
    return digits;
  }
}

const HEX = new TextEncoder().encode('0123456789abcdef');

function writeHex(page: Buffer, offset: number, value: number): void {
  for (let index = 7, rest = value; index >= 0; index--, rest >>>= 4) page[offset + index] = HEX[rest & 15] ?? 0;
}
