/** Cuts the text of an export into single events, as it streams by; what it holds back is bounded. */
import { MAX_EVENT_CHARACTERS } from './limits.js';

export interface Piece {
  readonly text: string;
  /** Characters before it in the file, and the 1-based line it begins on. */
  readonly line: number;
}

export interface Splitter {
  /** Whole pieces that are there with this text. */
  push(text: string): Piece[];
  /** What is left: a piece without its end, or nothing. */
  finish(): Piece[];
  /** Pieces that were longer than the limit and left out. */
  readonly tooLong: number;
}

abstract class Holding implements Splitter {
  protected held = '';
  tooLong = 0;
  #line = 1;

  push(text: string): Piece[] {
    this.held += text;
    return this.cut(false);
  }

  finish(): Piece[] {
    return this.cut(true);
  }

  protected abstract cut(last: boolean): Piece[];

  /** Forgets the first characters, and counts their lines. */
  protected drop(count: number): void {
    for (let i = this.held.indexOf('\n'); i >= 0 && i < count; i = this.held.indexOf('\n', i + 1)) this.#line++;
    this.held = this.held.slice(count);
  }

  /** Takes `held[from, to)` as a piece, and forgets everything up to `to`. */
  protected take(from: number, to: number): Piece {
    this.drop(from);
    const piece = { text: this.held.slice(0, to - from), line: this.#line };
    this.drop(to - from);
    return piece;
  }
}

const EVENT = /<(?:\w{1,16}:)?Event(?=[\s>])/g;
const EVENT_END = /<\/(?:\w{1,16}:)?Event\s*>/g;
/** Characters that may be the beginning of a tag that goes on in the next chunk. */
const TAG_REST = 32;

/** `<Event …>…</Event>`, whatever stands around and between them. */
export class XmlSplitter extends Holding {
  protected cut(last: boolean): Piece[] {
    const pieces: Piece[] = [];
    let searched = 0;
    for (;;) {
      EVENT.lastIndex = 0;
      const open = EVENT.exec(this.held);
      if (open === null) {
        this.drop(last ? this.held.length : Math.max(0, this.held.length - TAG_REST));
        return pieces;
      }
      EVENT_END.lastIndex = Math.max(open.index, searched);
      const end = EVENT_END.exec(this.held);
      if (end === null) {
        if (this.held.length - open.index > MAX_EVENT_CHARACTERS) {
          this.tooLong++;
          this.drop(open.index + 6);
          searched = 0;
          continue;
        }
        if (last) pieces.push(this.take(open.index, this.held.length));
        else this.drop(open.index);
        return pieces;
      }
      searched = 0;
      const to = end.index + end[0].length;
      // An event without its end before this one: what was cut off is a piece of its own.
      const inner = this.held
        .slice(open.index + 6, to)
        .search(/<(?:\w{1,16}:)?Event[^<>]{0,300}>\s*<(?:\w{1,16}:)?System[\s>]/);
      const stop = inner < 0 ? to : open.index + 6 + inner;
      if (stop - open.index <= MAX_EVENT_CHARACTERS) pieces.push(this.take(open.index, stop));
      else {
        this.tooLong++;
        this.drop(stop);
      }
    }
  }
}

/** `{…}` at the outermost level, or inside an outermost array; strings are told apart from structure. */
export class JsonSplitter extends Holding {
  #at = 0;
  #depth = 0;
  #start = 0;
  #inText = false;

  protected cut(last: boolean): Piece[] {
    const pieces: Piece[] = [];
    let i = this.#at;
    while (i < this.held.length) {
      const c = this.held.charCodeAt(i);
      if (this.#inText) {
        if (c === 92) i++;
        else if (c === 34) this.#inText = false;
      } else if (c === 34) this.#inText = this.#depth > 0;
      else if (c === 123) {
        if (this.#depth++ === 0) this.#start = i;
      } else if (c === 125 && this.#depth > 0 && --this.#depth === 0) {
        pieces.push(this.take(this.#start, i + 1));
        i = 0;
        continue;
      }
      i++;
      if (this.#depth > 0 && i - this.#start > MAX_EVENT_CHARACTERS) {
        this.tooLong++;
        i = this.#resync(i);
      }
    }
    if (this.#depth === 0) {
      this.drop(this.held.length);
      this.#at = 0;
      return pieces;
    }
    this.drop(this.#start);
    this.#at = i - this.#start;
    this.#start = 0;
    if (last) {
      pieces.push(this.take(0, this.held.length));
      this.#depth = 0;
    }
    return pieces;
  }

  /** Goes on behind the end of the line: there the next object may begin. */
  #resync(i: number): number {
    const end = this.held.indexOf('\n', this.#start + 1);
    const from = end >= 0 && end < i ? end + 1 : i;
    this.drop(from);
    this.#depth = 0;
    this.#start = 0;
    this.#inText = false;
    return 0;
  }
}

/** Rows of CSV; a quoted cell may hold line ends. */
export class CsvSplitter extends Holding {
  #at = 0;
  #quoted = false;
  #cellStart = true;

  constructor(private readonly separator: string) {
    super();
  }

  protected cut(last: boolean): Piece[] {
    const pieces: Piece[] = [];
    const separator = this.separator.charCodeAt(0);
    let i = this.#at;
    while (i < this.held.length) {
      const c = this.held.charCodeAt(i);
      if (this.#quoted) {
        const quote = this.held.indexOf('"', i);
        if (quote < 0) {
          i = this.held.length;
          break;
        }
        this.#quoted = false;
        i = quote;
      } else if (c === 34) {
        // A doubled quote goes on with the cell; one inside of plain text is text.
        const doubled = i > 0 && this.held.charCodeAt(i - 1) === 34 && !this.#cellStart;
        if (this.#cellStart || doubled) this.#quoted = true;
        this.#cellStart = false;
      } else if (c === 10) {
        pieces.push(this.take(0, i + 1));
        this.#cellStart = true;
        i = 0;
        continue;
      } else this.#cellStart = c === separator || (this.#cellStart && c === 0xfeff);
      i++;
      if (i > MAX_EVENT_CHARACTERS) i = this.#resync();
    }
    if (i > MAX_EVENT_CHARACTERS) i = this.#resync();
    this.#at = i;
    if (last && this.held.length > 0) pieces.push(this.take(0, this.held.length));
    return pieces;
  }

  #resync(): number {
    this.tooLong++;
    const end = this.held.indexOf('\n');
    this.drop(end < 0 ? this.held.length : end + 1);
    this.#quoted = false;
    this.#cellStart = true;
    return 0;
  }
}

/** Cells of one CSV row, quotes undone. */
export function csvCells(row: string, separator: string, limit: number): string[] {
  const text = row.replace(/\r?\n$/, '');
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length && cells.length < limit) {
    if (text.charAt(at) !== '"') {
      const end = text.indexOf(separator, at);
      cells.push(text.slice(at, end < 0 ? text.length : end));
      if (end < 0) break;
      at = end + 1;
      continue;
    }
    let end = at + 1;
    for (;;) {
      end = text.indexOf('"', end);
      if (end < 0) end = text.length;
      else if (text.charAt(end + 1) === '"') {
        end += 2;
        continue;
      }
      break;
    }
    cells.push(text.slice(at + 1, end).replaceAll('""', '"'));
    const next = text.indexOf(separator, end + 1);
    if (next < 0) break;
    at = next + 1;
  }
  return cells;
}
