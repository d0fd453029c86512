/** Values from evidence and registers, made fit for a line of a plain mail: no second line, nothing to click, nothing invisible. */

const MAX_LENGTH = 200;
// Controls, separators, invisible and direction-changing characters (Unicode categories Cc, Cf, Zl, Zp), unassigned halves.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]+/gu;

/** One line of text: nothing that a header or a terminal would act upon. */
export function oneLine(text: string, max = MAX_LENGTH): string {
  const line = text
    .replace(/\p{Cs}/gu, ' ')
    .replace(UNSEEN, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const letters = [...line];
  return letters.length <= max ? line : `${letters.slice(0, max - 1).join('')}…`;
}

/**
 * What no mail program turns into a link: schemes, dotted names and mail addresses are written as analysts do (`hxxps://mail[.]example`).
 * Addresses of hosts (IPv4, IPv6) stay as they are: they are no links by themselves.
 */
export function unlinked(text: string): string {
  const line = oneLine(text);
  if (/^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/.test(line) || /^[0-9A-Fa-f]*:[0-9A-Fa-f:.]+$/.test(line)) return line;
  return line
    .replace(/[{}]/g, '_')
    .replace(/={4,}/g, '===')
    .replace(/\bh(tt)(ps?):/gi, (_, _middle: string, end: string) => `hxx${end.toLowerCase()}:`)
    .replace(/:\/\//g, '[:]//')
    .replace(/\b(mailto|javascript|data|file|ftp|tel|callto|sip|xmpp):/gi, '$1[:]')
    .replaceAll('@', '[at]')
    .replace(/\.(?=[\p{L}\p{N}_-])/gu, '[.]');
}

/** A host's name: shown as it is when it is below a domain that the recipient is known by, else unlinked. */
export function hostText(name: string, ownDomains: readonly string[]): string {
  const plain = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name) && name.length <= MAX_LENGTH;
  const own = plain && (!name.includes('.') || ownDomains.some((d) => name === d || name.endsWith(`.${d}`)));
  return own ? name : unlinked(name);
}

/** Address that a mail may go to: one mailbox, ASCII, no source route, no quoting. */
export function isMailbox(address: string): boolean {
  return (
    address.length <= 254 &&
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/.test(
      address,
    )
  );
}
