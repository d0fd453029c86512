import type { ServerProfile } from '../server/index.js';
import { at, concat, decoded, oabPropertyList, utf8, xml } from '../write/index.js';

/**
 * What a planted page looks like on disk. `oab-dump`: property list of a virtual directory with markup in its address
 * (March 2021); `emptied`: the same after antivirus took the markup out; `pst` and `der`: the envelopes of ProxyShell
 * (mailbox export, certificate request); `plain`: a page of markup alone; `ordinary`: a harmless page of the owner.
 */
export type PageForm = 'oab-dump' | 'emptied' | 'pst' | 'der' | 'plain' | 'ordinary';

/** A script element whose body is broken on purpose and says that it is inert; base64. */
const INERT_SCRIPT =
  'PHNjcmlwdCBsYW5ndWFnZT0iSlNjcmlwdCIgcnVuYXQ9InNlcnZlciI+LyogSU5FUlQ6IHN5bnRoZXRpYyBldmlkZW5jZSBvZiB0aGUgQWxsY2xlYXIgbGFiLCBicm9rZW4gb24gcHVycG9zZSAqLyBmdW5jdGlvbiBQYWdlX0xvYWQoKXsgZXZAbCggUmVxdWVzdF9bInRvd243Il0sICJpbmVydCIgOyA8L3NjcmlwdD4=';

const INSTALLED = at('2020-01-12T08:00:00Z');

/** The bytes of such a page, always inert. */
export function pageBytes(form: PageForm, server: ServerProfile, guid: string, written: number): Uint8Array {
  const script = decoded(INERT_SCRIPT);
  const dump = (externalUrl: string): Uint8Array =>
    utf8(oabPropertyList(server, { externalUrl, guid, changed: written, created: INSTALLED }));
  switch (form) {
    case 'oab-dump':
      return dump(`http://f/${script}`);
    case 'emptied':
      return dump('http://f/');
    case 'pst': {
      // The magic of a mailbox file and a header of zeros; no reader of such files accepts it.
      const head = new Uint8Array(512);
      head.set(utf8('!BDN'));
      return concat([head, utf8(script), new Uint8Array(4096)]);
    }
    case 'der': {
      const body = utf8(`CN=INERT ${script}`);
      return concat([Uint8Array.from([0x30, 0x82, body.length >> 8, body.length & 0xff, 0x0c]), body]);
    }
    case 'plain':
      return utf8(script);
    case 'ordinary':
      return utf8(`<html><body><h1>${xml(server.organization)}</h1><p>All services are running.</p></body></html>\r\n`);
  }
}
