/** One record of CSV (RFC 4180) from one line; a register has no line breaks in its cells. */
export function cellsOf(line: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      let text = '';
      let end = at + 1;
      for (; end < line.length; end++) {
        if (line[end] !== '"') text += line[end];
        else if (line[end + 1] === '"') {
          text += '"';
          end++;
        } else break;
      }
      const next = line.indexOf(',', end);
      cells.push(text);
      at = next < 0 ? line.length + 1 : next + 1;
    } else {
      const next = line.indexOf(',', at);
      cells.push(line.slice(at, next < 0 ? undefined : next).trim());
      at = next < 0 ? line.length + 1 : next + 1;
    }
  }
  return cells;
}
