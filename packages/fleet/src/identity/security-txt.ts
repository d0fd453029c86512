/** security.txt, RFC 9116: whom to tell about a weakness. Total; what does not fit is a problem, not an error. */

export interface SecurityTxt {
  /** In the order of preference. */
  readonly contacts: readonly { readonly channel: 'email' | 'phone' | 'web'; readonly address: string }[];
  /** ISO, UTC. */
  readonly expires: string | undefined;
  readonly languages: readonly string[];
  readonly canonical: readonly string[];
  readonly encryption: readonly string[];
  readonly problems: readonly string[];
}

/** Characters of a file that are read; section 5.9 asks readers to have such a limit. */
export const MAX_SECURITY_TXT = 32 * 1024;
const MAX_VALUES = 20;

/** `now`: ms, UTC. */
export function parseSecurityTxt(text: string, now: number): SecurityTxt {
  const contacts: { channel: 'email' | 'phone' | 'web'; address: string }[] = [];
  const canonical: string[] = [];
  const encryption: string[] = [];
  const expiries: string[] = [];
  const problems: string[] = [];
  let languages: string[] = [];
  for (const line of signedPart(text.slice(0, MAX_SECURITY_TXT)).split(/\r\n|\r|\n/)) {
    const field = /^([A-Za-z-]{1,40}):\s*(\S.*?)\s*$/.exec(line);
    if (field === null) continue;
    const [, name = '', value = ''] = field;
    switch (name.toLowerCase()) {
      case 'contact': {
        const contact = contactOf(value);
        if (contact === undefined) problems.push('a contact is no address');
        else if (contacts.length < MAX_VALUES) contacts.push(contact);
        break;
      }
      case 'expires':
        expiries.push(value);
        break;
      case 'preferred-languages':
        languages = value
          .split(',')
          .map((language) => language.trim().toLowerCase())
          .filter((language) => /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/.test(language))
          .slice(0, MAX_VALUES);
        break;
      case 'canonical':
        if (canonical.length < MAX_VALUES) canonical.push(value.slice(0, 500));
        break;
      case 'encryption':
        if (encryption.length < MAX_VALUES) encryption.push(value.slice(0, 500));
        break;
    }
  }
  if (contacts.length === 0) problems.push('no contact');
  const [expiry] = expiries;
  const time = expiry === undefined ? Number.NaN : Date.parse(expiry);
  if (expiries.length !== 1) problems.push(expiries.length === 0 ? 'no expiry' : 'more than one expiry');
  else if (Number.isNaN(time)) problems.push('the expiry is no time');
  else if (time < now) problems.push('expired');
  return {
    contacts,
    expires: Number.isNaN(time) ? undefined : new Date(time).toISOString(),
    languages,
    canonical,
    encryption,
    problems,
  };
}

function contactOf(value: string): SecurityTxt['contacts'][number] | undefined {
  const mail = /^(?:mailto:)?([^\s@<>"?]{1,64}@[A-Za-z0-9.-]{3,253})(?:\?.*)?$/i.exec(value)?.[1];
  if (mail !== undefined) return { channel: 'email', address: mail.toLowerCase() };
  const phone = /^tel:(\+?[\d().\- ]{5,30})$/i.exec(value)?.[1];
  if (phone !== undefined) return { channel: 'phone', address: phone };
  return /^https:\/\/[^\s]{4,500}$/i.test(value) ? { channel: 'web', address: value } : undefined;
}

/** Of a file that is signed in clear (RFC 4880, 7), what was signed; what stands before and after it nobody vouches for. */
function signedPart(text: string): string {
  const begin = /-----BEGIN PGP SIGNED MESSAGE-----[^\n]*\n(?:[^\n]*\S[^\n]*\n)*\s*\n/.exec(text);
  if (begin === null) return text;
  const from = begin.index + begin[0].length;
  const end = text.indexOf('-----BEGIN PGP SIGNATURE-----', from);
  return text.slice(from, end < 0 ? undefined : end).replace(/^- /gm, '');
}
