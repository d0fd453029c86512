/** The list that `sha256sum -c` reads (GNU coreutils manual, "md5sum invocation": names with backslash or line feed are escaped). */

export interface Sum {
  readonly path: string;
  readonly sha256: string;
}

export function writeSums(sums: readonly Sum[]): string {
  return sums
    .map(({ path, sha256 }) => {
      const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
      return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`;
    })
    .join('');
}

/** Lines that are none are left out; the signed count tells that something is missing. */
export function readSums(text: string): Sum[] {
  const sums: Sum[] = [];
  for (const line of text.split('\n')) {
    const match = /^(\\?)([0-9a-f]{64}) [ *](.+)$/s.exec(line);
    if (!match) continue;
    const [, escaped, sha256 = '', name = ''] = match;
    const path =
      escaped === ''
        ? name
        : name.replace(/\\([\\nr])/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : '\\'));
    sums.push({ path, sha256 });
  }
  return sums;
}
