/** The logs' own grammar, written down a second time: what the parsers are compared with. */

/** Cells of one line by RFC 4180. */
export function csvCells(line: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= line.length; ) {
    if (line[at] === '"') {
      let cell = '';
      let end = at + 1;
      while (line[end] !== '"' || line[end + 1] === '"') {
        if (end >= line.length) throw new RangeError(`a quote is not closed: ${line}`);
        if (line[end] === '"') end++;
        cell += line[end++];
      }
      cells.push(cell);
      at = end + 2;
    } else {
      const comma = line.indexOf(',', at);
      const end = comma < 0 ? line.length : comma;
      cells.push(line.slice(at, end));
      at = end + 1;
    }
  }
  return cells;
}

/** Columns whose blanks are written as `+`. */
const BLANKS = /^(?:cs\(.*\)|cs-host|X-Forwarded-For)$/;

export interface PlainRow {
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
}

/** Rows of a W3C log (`#Fields:` with blanks) or an Exchange log (`#Fields:` with commas), absent values left out. */
export function plainRows(text: string): PlainRow[] {
  const rows: PlainRow[] = [];
  let fields: string[] = [];
  let commas = false;
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .entries()) {
    const header = /^#Fields: (.*)$/.exec(line)?.[1];
    if (header !== undefined) {
      commas = header.includes(',');
      fields = header.split(commas ? ',' : ' ');
    }
    if (line === '' || line.startsWith('#') || line.startsWith('DateTime,')) continue;
    const cells = commas ? csvCells(line) : line.trimEnd().split(' ');
    // http.sys writes no value for its last column when there is none.
    if (cells.length > fields.length) throw new RangeError(`${cells.length} values, ${fields.length} columns: ${line}`);
    const values = fields.flatMap((field, column): [string, string][] => {
      const cell = cells[column] ?? '';
      if (cell === '' || (!commas && cell === '-')) return [];
      return [[field, !commas && BLANKS.test(field) ? cell.replaceAll('+', ' ') : cell]];
    });
    rows.push({ line: index + 1, values: new Map(values) });
  }
  return rows;
}
