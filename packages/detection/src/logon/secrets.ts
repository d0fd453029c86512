/** Which names mean a password, and which calls carry what they are given out of a page. */

/** Fields, variables and members in which sign-in pages hold the password. */
export const PASSWORD =
  /^(?:\w*[_$.#-])?(?:pass(?:word|wd|text|wordtext|phrase)?|pwd|psw|kennwort)\d?$|^(?:txt|tb|inp?|o|str|s|user|owa|login)_?(?:pass(?:word|wd)?|pwd)$/i;
/** The same inside a selector: `#password`, `input[type=password]`, `[name='passwd']`. */
const SELECTOR = /(?:#|name\s*=\s*['"]?|type\s*=\s*['"]?|\[)\s*(?:pass(?:word|wd|text)?|pwd)\b/i;
const CREDENTIAL_FIELD = /^(?:pass(?:word|wd|text|wordtext)?|pwd|txtpass(?:word)?)$/i;

/** Whether a constant names the password field. */
export const namesPassword = (text: string): boolean =>
  text.length < 200 && (CREDENTIAL_FIELD.test(text) || PASSWORD.test(text) || SELECTOR.test(text));

/** Calls of a browser that send or keep their arguments: name, lower case -> in words. */
export const BROWSER_SINKS: ReadonlyMap<string, string> = new Map([
  ['send', 'sent by a request of the script'],
  ['fetch', 'sent by a request of the script'],
  ['sendbeacon', 'sent by a request of the script'],
  ['open', 'put into an address that the script opens'],
  ['ajax', 'sent by a request of the script'],
  ['post', 'sent by a request of the script'],
  ['get', 'sent by a request of the script'],
  ['getjson', 'sent by a request of the script'],
  ['getscript', 'sent by a request of the script'],
  ['postmessage', 'handed to another window'],
  ['setitem', 'kept in the browser'],
  ['websocket', 'sent by a connection of the script'],
  ['importscripts', 'put into an address that the script opens'],
]);
/** Properties that make a browser fetch an address, or keep what they are given. */
export const BROWSER_TARGETS: ReadonlyMap<string, string> = new Map([
  ['src', 'put into the address of a picture or script'],
  ['href', 'put into an address that the script opens'],
  ['location', 'put into an address that the script opens'],
  ['cookie', 'kept in a cookie'],
]);

/** Calls of the server that write or send: name, lower case. */
export const SERVER_SINKS: ReadonlyMap<string, string> = new Map([
  ['appendalltext', 'written to a file'],
  ['appendalllines', 'written to a file'],
  ['writealltext', 'written to a file'],
  ['writealllines', 'written to a file'],
  ['writeallbytes', 'written to a file'],
  ['uploadstring', 'sent elsewhere'],
  ['uploaddata', 'sent elsewhere'],
  ['uploadvalues', 'sent elsewhere'],
  ['downloadstring', 'sent elsewhere'],
  ['downloaddata', 'sent elsewhere'],
  ['postasync', 'sent elsewhere'],
  ['getasync', 'sent elsewhere'],
  ['getstringasync', 'sent elsewhere'],
  ['setstringvalue', 'kept in the registry'],
  ['writeentry', 'written to an event log'],
]);
/** Objects to which a written value means a file. */
export const SERVER_WRITERS =
  /^(?:streamwriter|filestream|textwriter|binarywriter|appendtext|createtext|openwrite|opentextfile|createtextfile)$/;

/** Calls whose result tells nothing of what they are given. */
export const TESTS = new Set(
  'indexof lastindexof test search isnullorempty isnullorwhitespace equals startswith endswith contains compare compareto length trimtest gethashcode tryparse parseint isempty focus blur select checkvalidity setattribute removeattribute addeventlistener computehash hashpasswordforstoringinconfigfile validateuser authenticate logonuser md5 sha1 sha256 hex_md5'.split(
    ' ',
  ),
);
