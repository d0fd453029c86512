/**
 * The token of a one-time link: in the path, or behind `#`, where it stays out of every server's log. Read once and
 * kept for the life of the page.
 */
let fromHash: string | undefined;

export function linkToken(fromPath: string | undefined): string | undefined {
  if (fromPath !== undefined && fromPath !== '') return fromPath;
  const hash = location.hash.slice(1).replace(/^token=/, '');
  if (hash !== '' && hash !== 'content') fromHash = hash;
  return fromHash;
}
