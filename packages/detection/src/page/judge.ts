/** From what the evaluation saw to levels. One place, so that every accusation can be read here. */

import type { PageParts } from './markup.js';
import type { Observation } from './observe.js';
import type { Source } from './value.js';
import { EXECUTABLE_PATH, SHELL_PROGRAM, type Technique } from './vocabulary.js';

export type PageLevel = 'malicious' | 'suspicious';

export interface Judged {
  readonly level: PageLevel;
  readonly kind: Technique | 'files' | 'console' | 'drop' | 'remote';
  readonly at: number;
  readonly observation: Observation;
}

/** Commands with which an intruder makes accounts or looks around; no page has a reason to. */
const ACCOUNT_COMMAND = /\bnet1?(?:\.exe)?\s+(?:user|localgroup|group)\b|\bwhoami\b|\breg(?:\.exe)?\s+(?:add|save)\b/i;
/** Beginning of a Windows program, plain or as Base64. */
const PROGRAM = /^(?:MZ[\s\S]{60}|TVqQ|TVpQ|TVoA)/;
/** The name that came with the upload: normal for upload pages, unlike a path in a form field. */
/** Roots of the registry from which on a page searches all of it. */
const HIVES = 3;
/** Characters of constant text from which on content counts as a template. */
const TEMPLATE = 20;
/** An address of this very server: what listens there trusts it. */
const LOOPBACK = /^(?:\w{0,8}\s+)?https?:\/\/(?:127\.\d|localhost|\[::1\])/i;
const fromBody = (source: Source | undefined): boolean => /body of the request|binaryread/i.test(source?.what ?? '');
const uploadName = (o: Observation): boolean => /uploaded file/.test(o.pathSource?.what ?? '');

/** Search engines that a page tells from its visitors. */
const SPIDERS = /(?:google|baidu|bing|yandex|sogou|haosou|360|soso|yahoo)[ _-]?(?:bot|spider)/i;
/** Whether what the page fetches from another server is chosen by its own address, or by all that was asked of it. */
const tellsItself = (observations: readonly Observation[]): boolean =>
  observations.some(
    (o) =>
      o.technique === 'fetch' &&
      !o.raw &&
      /HTTP_HOST|SERVER_NAME|\(QueryString\)|QUERY_STRING/i.test(o.source?.what ?? ''),
  );

/** What pages look at that take uploads and care what arrives, or from whom. */
const CAREFUL =
  /extension|endswith|lastindexof|instrrev|\.(?:jpe?g|png|gif|pdf|docx?|xlsx?|csv|txt|xml|zip)\b|contenttype|mime|session|identity|isinrole|isauthenticated|login|newguid|createdirectory/i;

function single(o: Observation, part: boolean, careless: boolean): PageLevel | undefined {
  switch (o.technique) {
    case 'evaluate':
    case 'compile':
      // Applications put a value into a line of their own text now and then; who may do so is decided in another file.
      if (o.strength === 2)
        return (part && (o.prefix ?? '') !== '') || /^\s*\w[\w ]{3,}.{8,}/.test(o.prefix ?? '')
          ? 'suspicious'
          : 'malicious';
      if (o.strength === 1) return part ? undefined : 'suspicious';
      // A script control of its own sees nothing of the request; old pages read JSON with it.
      if (/addcode|executestatement/.test(o.what))
        return (o.fixed && o.disguise === 2) || o.from === 'net' ? (part ? undefined : 'suspicious') : undefined;
      if (o.fixed && o.disguise === 2) return 'malicious';
      return o.from === 'net' ? 'malicious' : undefined;
    case 'load':
      if (o.strength === 2) return 'malicious';
      if (o.strength === 1) return 'suspicious';
      if (o.fixed && (PROGRAM.test(o.text ?? '') || (o.disguise === 2 && (o.text ?? '').length > 400)))
        return 'malicious';
      if (o.from === 'net') return 'malicious';
      return o.fixed && o.disguise === 2 ? 'suspicious' : undefined;
    case 'start':
      // A fixed program that gets arguments of the caller is a converter or the like; a shell, or any program, is not.
      if (o.strength === 2)
        return SHELL_PROGRAM.test(o.text ?? '') || o.disguise === 2 || !/\w\.exe/i.test(o.text ?? '')
          ? 'malicious'
          : 'suspicious';
      if (ACCOUNT_COMMAND.test(o.text ?? '')) return 'malicious';
      if (o.strength === 1) return 'suspicious';
      return o.fixed && o.disguise === 2 ? 'suspicious' : undefined;
    case 'reflect':
    case 'deserialise':
      return o.strength === 2 ? 'malicious' : o.strength === 1 ? 'suspicious' : undefined;
    case 'write': {
      const path = o.pathTaint ?? 0;
      // Name and content out of one upload: upload pages do that; that nobody checks the name is bad enough.
      if (path === 2 && o.raw && fromBody(o.pathSource) && fromBody(o.source)) return part ? undefined : 'suspicious';
      if (path === 2 && o.raw && (o.content === 2 || o.from === 'net'))
        return uploadName(o) ? undefined : part ? 'suspicious' : 'malicious';
      // Settings that an application keeps in a page stand in a text of its own.
      if (
        o.content === 2 &&
        o.text !== undefined &&
        EXECUTABLE_PATH.test(o.text) &&
        (o.contentPrefix ?? '').length >= TEMPLATE
      )
        return part ? undefined : 'suspicious';
      if (o.content === 2 && o.text !== undefined && EXECUTABLE_PATH.test(o.text))
        return o.ending !== true ? 'malicious' : part ? undefined : 'suspicious';
      if (((o.fixed && o.disguise === 2) || o.from === 'net') && o.text !== undefined && EXECUTABLE_PATH.test(o.text))
        return 'malicious';
      // Below a folder of the site, but under a name and with a text that are the caller's alone: a page may be put there.
      if (
        !part &&
        path === 2 &&
        !o.raw &&
        o.content === 2 &&
        o.text === undefined &&
        !uploadName(o) &&
        !fromBody(o.source)
      )
        return 'suspicious';
      if (!part && path > 0 && o.raw && !(uploadName(o) && o.content < 2)) return 'suspicious';
      return undefined;
    }
    case 'upload':
      if (o.strength < 2) return undefined;
      if (o.pathTaint === 2 && o.raw && !uploadName(o)) return 'malicious';
      // Under its own name, whatever it is, from whomever.
      if (o.pathTaint === 2 && uploadName(o) && !part && careless) return 'suspicious';
      return o.text !== undefined && EXECUTABLE_PATH.test(o.text) ? 'malicious' : undefined;
    case 'connect':
      return o.strength === 2 ? 'malicious' : undefined;
    case 'relay':
      return o.strength === 2 ? (part ? 'suspicious' : 'malicious') : undefined;
    case 'account':
      // Panels for customers make accounts whose names are typed in; a page that knows them by heart does it for its author.
      return o.what === 'list' || !o.fixed ? 'suspicious' : 'malicious';
    case 'memory':
      return 'malicious';
    case 'register':
      return /routes|filters/.test(o.what) ? 'suspicious' : 'malicious';
    case 'include':
      return o.strength === 2 && o.raw && !part ? 'suspicious' : undefined;
    case 'sniff':
      return 'malicious';
    case 'harvest':
      return 'suspicious';
    case 'query':
      return o.strength === 2 && o.raw && !part ? 'suspicious' : undefined;
    case 'object':
    case 'keys':
      return o.strength === 2 ? 'suspicious' : undefined;
    case 'transform':
      return o.strength === 2 ? 'suspicious' : undefined;
    case 'hidden':
      return 'suspicious';
    case 'fetch':
      // Only where the caller names the computer, too.
      return o.strength === 2 &&
        !part &&
        (o.raw || LOOPBACK.test(o.text ?? '') || /^\S{0,8}\s*https?:\/\/\s*$/i.test(o.text ?? ''))
        ? 'suspicious'
        : undefined;
    case 'list':
    case 'read':
    case 'manage':
    case 'times':
    case 'registry':
      // A new folder alone harms nobody.
      return o.strength === 2 && o.raw && !part && !/create(?:folder|directory)$/.test(o.what)
        ? 'suspicious'
        : undefined;
    default:
      return undefined;
  }
}

/** What pages for managing files do; several of them, on paths that the caller names in full, make a remote control. */
const FILE_WORK: ReadonlySet<Technique> = new Set(['read', 'list', 'manage', 'write', 'upload', 'times']);

/** `library`: the page only defines what others call. */
export function judge(observations: readonly Observation[], parts: PageParts, library = false): Judged[] {
  const out: Judged[] = [];
  // Part of an application: who may use it can be decided in the files that it names.
  const careless = !parts.chunks.some((c) => CAREFUL.test(c.text));
  const part = parts.includes.length > 0 || parts.elsewhere || (library && parts.platform === 'classic');
  for (const o of observations) {
    const level = single(o, part, careless);
    if (level !== undefined) out.push({ level, kind: o.technique, at: o.at, observation: o });
  }
  const raw = observations.filter(
    (o) =>
      o.strength === 2 && o.raw && FILE_WORK.has(o.technique) && !(o.technique === 'write' && (o.pathTaint ?? 0) < 2),
  );
  const kinds = new Set(raw.map((o) => o.technique));
  const first = raw[0];
  if (first !== undefined) {
    if (kinds.size >= 3 && !part) out.push({ level: 'malicious', kind: 'files', at: first.at, observation: first });
    else if (kinds.size === 2 || kinds.size >= 3)
      out.push({ level: 'suspicious', kind: 'files', at: first.at, observation: first });
  }
  const styles = observations.filter((o) => o.technique === 'transform' && o.strength === 2);
  const sheet = styles.find((o) => o.source !== undefined);
  // Program text in transformations is switched on, and the caller brings the transformation.
  if (sheet !== undefined && styles.some((o) => o.source === undefined))
    out.push({ level: 'malicious', kind: 'transform', at: sheet.at, observation: sheet });
  const hives = observations.filter((o) => o.technique === 'registry' && o.strength === 0);
  const hive = hives[0];
  if (hive !== undefined && !part && new Set(hives.map((o) => o.what)).size >= HIVES)
    out.push({ level: 'suspicious', kind: 'registry', at: hive.at, observation: hive });
  const doorway = observations.find((o) => o.technique === 'doorway');
  if (doorway !== undefined && (parts.chunks.some((c) => SPIDERS.test(c.text)) || tellsItself(observations)))
    out.push({ level: 'suspicious', kind: 'doorway', at: doorway.at, observation: doorway });
  const connected = observations.find((o) => o.technique === 'connect');
  const started = observations.find((o) => o.technique === 'start');
  if (connected !== undefined && started !== undefined)
    out.push({ level: 'malicious', kind: 'remote', at: connected.at, observation: started });
  const database = observations.find((o) => o.technique === 'database' && o.strength === 2);
  const query = observations.find((o) => o.technique === 'query' && o.strength === 2);
  const exported = raw.some((o) => o.technique === 'write');
  if (database !== undefined && (query !== undefined || exported))
    out.push({ level: 'malicious', kind: 'console', at: database.at, observation: query ?? database });
  const shell = observations.find((o) => o.technique === 'sql-shell');
  if (shell !== undefined) {
    const reached = observations.some(
      (o) => o.strength === 2 && (o.technique === 'query' || o.technique === 'database' || o.technique === 'start'),
    );
    out.push({ level: reached ? 'malicious' : 'suspicious', kind: 'sql-shell', at: shell.at, observation: shell });
  }
  const planted = observations.find(
    (o) => o.technique === 'write' && o.strength === 0 && o.fixed && EXECUTABLE_PATH.test(o.text ?? ''),
  );
  if (planted !== undefined) {
    out.push({
      level: started !== undefined ? 'malicious' : 'suspicious',
      kind: 'write',
      at: planted.at,
      observation: planted,
    });
  }
  for (const include of parts.includes) {
    const alone = parts.chunks.length === 0 && /\.(?:txt|log|dat|bak)$/i.test(include.path);
    if (!alone && !/\.(?:jpe?g|gif|png|bmp|ico|swf|zip|rar|mp3|mdb)$/i.test(include.path)) continue;
    out.push({
      level: 'suspicious',
      kind: 'include',
      at: include.at,
      observation: {
        technique: 'include',
        strength: 0,
        at: include.at,
        source: undefined,
        what: include.path,
        raw: false,
        text: include.path,
        fixed: true,
        disguise: 0,
        from: 'file',
        inner: false,
        content: 0,
      },
    });
  }
  return out;
}

export function dropped(at: number): Judged {
  return {
    level: 'malicious',
    kind: 'drop',
    at,
    observation: {
      technique: 'write',
      strength: 0,
      at,
      source: undefined,
      what: 'page',
      raw: false,
      text: undefined,
      fixed: true,
      disguise: 0,
      from: undefined,
      inner: false,
      content: 0,
    },
  };
}
