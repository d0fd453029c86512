/**
 * Rows of a CSV file, whoever wrote it (RFC 4180 and what people make of it): quotes with anything in them, line ends of all kinds,
 * any of the usual separators, UTF-8 or UTF-16. Total, and in bounded memory.
 */

export const CSV_LIMITS = {
  /** Characters of one row; a longer one is left out, and reading goes on after the next line end. */
  row: 256 * 1024,
  /** Characters of one cell that are kept. */
  cell: 16 * 1024,
  columns: 400,
} as const;

export interface CsvRow {
  /** From 1; the line on which the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvProblem {
  readonly line: number;
  readonly problem: string;
}

export class CsvReader {
  readonly problems: CsvProblem[] = [];
  /** Problems beyond those that are kept. */
  problemCount = 0;
  #decoder: TextDecoder | undefined;
  #head: Uint8Array = new Uint8Array(0);
  #separator: string | undefined;
  #line = 1;
  #start = 1;
  #cells: string[] = [];
  #cell = '';
  #length = 0;
  #quoted = false;
  /** A quote was read inside a quoted cell: an end, or the first of two. */
  #pending = false;
  #skipping = false;
  #return = false;
  #rows: CsvRow[] = [];

  push(bytes: Uint8Array): CsvRow[] {
    let input = bytes;
    if (this.#decoder === undefined) {
      const head = new Uint8Array(this.#head.length + bytes.length);
      head.set(this.#head);
      head.set(bytes, this.#head.length);
      this.#head = head;
      if (head.length < 4) return [];
      this.#decoder = new TextDecoder(encodingOf(head));
      input = head;
    }
    this.#read(this.#decoder.decode(input, { stream: true }));
    return this.#take();
  }

  finish(): CsvRow[] {
    this.#decoder ??= new TextDecoder(encodingOf(this.#head));
    this.#read(this.#decoder.decode(this.#head.length < 4 ? this.#head : new Uint8Array(0)));
    if (this.#quoted && !this.#pending) this.#problem('a quote is not closed');
    if (this.#cells.length > 0 || this.#cell !== '') this.#endRow();
    return this.#take();
  }

  #take(): CsvRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #read(text: string): void {
    for (const character of text) {
      if (character === '\n') this.#line++;
      if (this.#return) {
        this.#return = false;
        if (character === '\n') continue;
      }
      if (this.#skipping) {
        if (character === '\n') {
          this.#skipping = false;
          this.#reset();
        }
        continue;
      }
      if (++this.#length > CSV_LIMITS.row) {
        this.#problem(`a row of more than ${CSV_LIMITS.row} characters was left out`);
        this.#skipping = true;
        continue;
      }
      this.#character(character);
    }
  }

  #character(character: string): void {
    if (this.#quoted) {
      if (this.#pending) {
        this.#pending = false;
        if (character === '"') {
          this.#add('"');
          return;
        }
        this.#quoted = false;
      } else {
        if (character === '"') this.#pending = true;
        else this.#add(character);
        return;
      }
    }
    if (character === '"' && this.#cell === '') this.#quoted = true;
    else if (character === '\r') {
      this.#return = true;
      this.#endRow();
    } else if (character === '\n') this.#endRow();
    else if (this.#isSeparator(character)) this.#endCell();
    else this.#add(character);
  }

  /** The first of the usual separators outside quotes decides. */
  #isSeparator(character: string): boolean {
    if (this.#separator !== undefined) return character === this.#separator;
    if (character !== ',' && character !== ';' && character !== '\t') return false;
    this.#separator = character;
    return true;
  }

  #add(character: string): void {
    if (this.#cell.length < CSV_LIMITS.cell) this.#cell += character;
  }

  #endCell(): void {
    if (this.#cells.length < CSV_LIMITS.columns) this.#cells.push(this.#cell);
    this.#cell = '';
  }

  #endRow(): void {
    const empty = this.#cells.length === 0 && this.#cell.trim() === '';
    this.#endCell();
    if (!empty) this.#rows.push({ line: this.#start, cells: this.#cells });
    this.#reset();
  }

  #reset(): void {
    this.#cells = [];
    this.#cell = '';
    this.#length = 0;
    this.#quoted = false;
    this.#pending = false;
    this.#start = this.#line;
  }

  #problem(problem: string): void {
    this.problemCount++;
    if (this.problems.length < 50) this.problems.push({ line: this.#start, problem });
  }
}

function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head.length >= 4 && head[1] === 0 && head[3] === 0 && head[0] !== 0) return 'utf-16le';
  return 'utf-8';
}
