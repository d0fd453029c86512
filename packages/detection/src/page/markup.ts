/**
 * A page taken apart as the server does: what is program, in which language, and which controls a visitor can fill.
 * Reads ASP.NET Web Forms, handlers and services, classic ASP, and Razor. Total and (nearly) linear.
 */
import type { Dialect } from './ast.js';

export interface CodeChunk {
  readonly dialect: Dialect;
  readonly text: string;
  /** Offset of the text in the page. */
  readonly at: number;
  /** `<%= %>`: the value is printed. */
  readonly printed: boolean;
}

export interface Include {
  readonly path: string;
  readonly at: number;
}

export interface PageParts {
  readonly platform: 'aspnet' | 'classic' | 'razor';
  readonly chunks: readonly CodeChunk[];
  /** Identifiers of server controls that carry what a visitor entered, with their tag. */
  readonly controls: ReadonlyMap<string, string>;
  /** `<object runat=server>`: identifier and program or class identifier. */
  readonly objects: ReadonlyMap<string, string>;
  readonly includes: readonly Include[];
  /** Lower-case names and attributes of directives. */
  readonly directives: readonly { readonly name: string; readonly attributes: ReadonlyMap<string, string> }[];
  /** Code that lies in another file (`CodeBehind`, `Inherits`, `Src`). */
  readonly elsewhere: boolean;
}

/** Characters of one tag that are searched for attributes. */
const MAX_TAG = 16 * 1024;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>%]+))/g;
/** Quotation marks of a word processor, also as a reader of the wrong code page sees those of GBK. */
const TYPOGRAPHIC = /^(?:[\u201c\u201d]|\u00a1[\u00b0\u00b1])|(?:[\u201c\u201d]|\u00a1[\u00b0\u00b1])$/g;
const INPUTS =
  /^(?:asp:(?:textbox|hiddenfield|fileupload|dropdownlist|listbox|checkbox|checkboxlist|radiobutton|radiobuttonlist|gridview|datagrid|repeater|treeview|linkbutton)|input|textarea|select)$/;
const CODE_DIRECTIVES = new Set(['webhandler', 'webservice', 'servicehost', 'class']);

function attributesOf(tag: string): Map<string, string> {
  const out = new Map<string, string>();
  ATTRIBUTE.lastIndex = 0;
  for (let m = ATTRIBUTE.exec(tag); m !== null && out.size < 200; m = ATTRIBUTE.exec(tag)) {
    const name = (m[1] ?? '').toLowerCase();
    if (!out.has(name)) out.set(name, (m[2] ?? m[3] ?? m[4] ?? '').replace(TYPOGRAPHIC, ''));
  }
  return out;
}

export function dialectOf(name: string, platform: PageParts['platform']): Dialect | undefined {
  const n = name.replace(/[\u201c\u201d\s]/g, '').toLowerCase();
  if (/^(?:c#|cs|csharp|c_sharp)|^microsoft\.csharp/.test(n)) return 'csharp';
  if (/^(?:vbscript|vbs)/.test(n)) return 'vbscript';
  if (/^(?:vb|visualbasic)/.test(n)) return platform === 'classic' ? 'vbscript' : 'vbnet';
  if (/^(?:js|jscript|javascript|ecmascript)/.test(n)) return 'jscript';
  return undefined;
}

/** Where no language is named: what the text looks like. */
function guess(code: string, platform: PageParts['platform']): Dialect {
  const part = code.slice(0, 20_000);
  if (platform === 'classic')
    return /^\s*(?:var\s+)?\w+\s*=\s*new\s+activexobject\s*\(/im.test(part) ||
      (/^\s*(?:var|function)\s|;\s*$/m.test(part) && !/\b(?:dim|then|end if|end sub)\b/i.test(part))
      ? 'jscript'
      : 'vbscript';
  if (/\beval\s*\(|['"]unsafe['"]|\bfunction\s+\w+\s*\(/.test(part) && !/\bEnd Function\b/i.test(part))
    return 'jscript';
  if (/\b(?:End (?:Sub|If|Function)|Dim \w+)\b/i.test(part)) return 'vbnet';
  return /[;{}]/.test(part) ? 'csharp' : 'vbnet';
}

/** End of a tag that may hold `<% %>` and quotes; index behind `>`. */
function tagEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + MAX_TAG);
  let quote = '';
  for (let i = from; i < limit; i++) {
    const c = text[i];
    if (c === '<' && text[i + 1] === '%') {
      const end = text.indexOf('%>', i);
      if (end < 0 || end > limit) return limit;
      i = end + 1;
    } else if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '>') return i + 1;
  }
  const plain = text.indexOf('>', from);
  return plain < 0 || plain >= limit ? limit : plain + 1;
}

const INTEREST = /<%|<script\b|<!--\s*#|<object\b|<(?:asp:|input\b|textarea\b|select\b)/gi;

/** Undefined where the text holds nothing that a server runs. */
export function readPage(text: string, extension: string): PageParts | undefined {
  if (extension === '.cshtml' || extension === '.vbhtml')
    return readRazor(text, extension === '.vbhtml' ? 'vbnet' : 'csharp');
  // Razor pages hold no `<%`; the others need it or a script block for the server.
  if (!text.includes('<%') && !/runat|#\s*include/i.test(text)) return readTransformation(text);
  const platform = platformOf(text, extension);
  const chunks: CodeChunk[] = [];
  const pending: { text: string; at: number; printed: boolean; dialect: Dialect | undefined }[] = [];
  const controls = new Map<string, string>();
  const objects = new Map<string, string>();
  const includes: Include[] = [];
  const directives: { name: string; attributes: Map<string, string> }[] = [];
  let language: Dialect | undefined;
  let elsewhere = false;
  let i = 0;
  while (i < text.length) {
    INTEREST.lastIndex = i;
    const hit = INTEREST.exec(text);
    if (hit === null) break;
    const at = hit.index;
    const what = hit[0].toLowerCase();
    if (what === '<%') {
      if (text.startsWith('<%--', at) && platform === 'aspnet') {
        const end = text.indexOf('--%>', at + 4);
        i = end < 0 ? at + 4 : end + 4;
        continue;
      }
      const found = text.indexOf('%>', at + 2);
      let end = found < 0 ? text.length : found;
      i = end + 2;
      const marks = platform === 'aspnet' ? /^\s*([@=#:$!]?)/ : /^\s*([@=]?)/;
      const mark = marks.exec(text.slice(at + 2, Math.min(end, at + 200)))?.[1] ?? '';
      if (mark === '@') {
        // A directive that nobody closed ends where the next block begins.
        const next = text.indexOf('<%', at + 2);
        if (next > 0 && next < end) {
          end = next;
          i = next;
        }
      }
      const body = text.slice(at + 2, end);
      if (mark === '@') {
        const words = body.replace(/^\s*@/, '');
        const attributes = attributesOf(words);
        const name = /^\s*(\w+)\b(?!\s*=)/.exec(words)?.[1]?.toLowerCase() ?? 'page';
        directives.push({ name, attributes });
        language ??= dialectOf(attributes.get('language') ?? '', platform);
        if (
          attributes.has('codebehind') ||
          attributes.has('inherits') ||
          attributes.has('src') ||
          attributes.has('codefile')
        )
          elsewhere = true;
        if (
          (CODE_DIRECTIVES.has(name) || (attributes.has('class') && platform === 'aspnet')) &&
          !/<script\b[^>]*runat/i.test(text.slice(i, i + 2000))
        ) {
          const rest = text.slice(i).replace(/^[ \t]*<%@[^\n]*?%>/gm, (d) => ' '.repeat(d.length));
          if (/\S/.test(rest)) pending.push({ text: rest, at: i, printed: false, dialect: undefined });
          break;
        }
        continue;
      }
      if (mark === '$') continue;
      const skip = mark === '' || mark === '!' ? 0 : body.indexOf(mark) + 1;
      pending.push({
        text: body.slice(skip),
        at: at + 2 + skip,
        printed: mark !== '' && mark !== '!',
        dialect: undefined,
      });
      continue;
    }
    if (what.startsWith('<!--')) {
      const path = /#\s*include\s+(?:file|virtual)\s*=\s*["']?([^"'>]+?)["']?\s*-->/i.exec(
        text.slice(at, at + 600),
      )?.[1];
      if (path !== undefined) includes.push({ path: path.trim(), at });
      i = at + 5;
      continue;
    }
    const end = tagEnd(text, at + 1);
    const tag = text.slice(at, end);
    if (!/runat/i.test(tag)) {
      i = at + what.length;
      continue;
    }
    const attributes = attributesOf(tag);
    const runat = (attributes.get('runat') ?? '').trim().toLowerCase() === 'server';
    const name = /^<([\w:]+)/.exec(tag)?.[1]?.toLowerCase() ?? '';
    i = at + name.length + 1;
    if (!runat) continue;
    if (name === 'script') {
      if (tag.endsWith('/>')) {
        if (attributes.has('src')) elsewhere = true;
        i = end;
        continue;
      }
      const close = text.slice(end).search(/<\/script/i);
      const stop = close < 0 ? text.length : end + close;
      pending.push({
        text: text.slice(end, stop),
        at: end,
        printed: false,
        dialect: dialectOf(
          attributes.get('language') ?? attributes.get('type')?.replace(/^(?:text|application)\//, '') ?? '',
          platform,
        ),
      });
      i = stop + 1;
      continue;
    }
    const id = attributes.get('id') ?? attributes.get('name');
    if (name === 'object') {
      const type = attributes.get('progid') ?? attributes.get('classid') ?? attributes.get('class');
      if (id !== undefined && type !== undefined) objects.set(id, type.replace(/^clsid:/i, ''));
    } else if (id !== undefined && INPUTS.test(name)) controls.set(id, name);
  }
  if (pending.length === 0 && objects.size === 0 && includes.length === 0) return undefined;
  const whole = pending.map((p) => p.text).join('\n');
  const fallback = language ?? pending.find((p) => p.dialect !== undefined)?.dialect ?? guess(whole, platform);
  for (const p of pending) chunks.push({ dialect: p.dialect ?? fallback, text: p.text, at: p.at, printed: p.printed });
  return { platform, chunks, controls, objects, includes, directives, elsewhere };
}

function platformOf(text: string, extension: string): PageParts['platform'] {
  if (/^\.(?:asp|asa|cer|cdx)$/.test(extension)) return 'classic';
  if (/^\.(?:aspx|ashx|asmx|asax|ascx|svc|soap|master|rem)$/.test(extension)) return 'aspnet';
  const head = text.slice(0, 200_000);
  if (
    /<%\s*@\s*(?:webhandler|webservice|control|application|master|servicehost|assembly|import|register)\b/i.test(head)
  )
    return 'aspnet';
  if (/<%\s*@\s*page\b|<%\s*@[^%]*language\s*=\s*["']?\s*(?:c#|cs\b|csharp|vb\b)/i.test(head)) return 'aspnet';
  if (/void\s+page_load|protected\s+void|handles\s+me\.load|"unsaf/i.test(head)) return 'aspnet';
  if (
    /<script\b[^>]*runat[^>]*>/i.test(head) &&
    !/<%\s*(?:dim|set|if|response|on error|execute|eval)\b/i.test(head) &&
    !/server\.createobject|vbscript/i.test(head)
  )
    return 'aspnet';
  return 'classic';
}

const TRANSFORMATION_SCRIPT = /<(?:\w+:)?script\b([^>]*)>([\s\S]*?)<\/(?:\w+:)?script\s*>/gi;

/** A transformation (XSLT) with program text of its own: whoever applies it runs that. */
function readTransformation(text: string): PageParts | undefined {
  if (!text.includes('urn:schemas-microsoft-com:xslt')) return undefined;
  const chunks: CodeChunk[] = [];
  for (const m of text.matchAll(TRANSFORMATION_SCRIPT)) {
    const code = (m[2] ?? '').replace(/<!\[CDATA\[|\]\]>/g, (mark) => ' '.repeat(mark.length));
    const dialect = dialectOf(attributesOf(m[1] ?? '').get('language') ?? '', 'aspnet') ?? 'jscript';
    chunks.push({ dialect, text: code, at: m.index + m[0].indexOf('>') + 1, printed: false });
    if (chunks.length >= 100) break;
  }
  if (chunks.length === 0) return undefined;
  return {
    platform: 'aspnet',
    chunks,
    controls: new Map(),
    objects: new Map(),
    includes: [],
    directives: [],
    elsewhere: false,
  };
}

const RAZOR = /@(?:\{|functions\b\s*\{|code\b\s*\{|\(|(?:if|foreach|for|while|using|switch|lock)\s*\(|[A-Za-z_][\w]*)/g;

function balanced(text: string, open: number): number {
  const first = text[open];
  const last = first === '{' ? '}' : first === '(' ? ')' : ']';
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      const verbatim = text[i - 1] === '@';
      let j = i + 1;
      while (j < text.length && text[j] !== '"' && (verbatim || text[j] !== '\n'))
        j += text[j] === '\\' && !verbatim ? 2 : 1;
      i = j;
    } else if (c === first) depth++;
    else if (c === last && --depth === 0) return i;
  }
  return text.length;
}

function readRazor(text: string, dialect: Dialect): PageParts | undefined {
  const chunks: CodeChunk[] = [];
  let i = 0;
  while (i < text.length) {
    RAZOR.lastIndex = i;
    const hit = RAZOR.exec(text);
    if (hit === null) break;
    const at = hit.index;
    if (/[\w@]/.test(text[at - 1] ?? '')) {
      i = at + 1;
      continue;
    }
    const word = hit[0];
    const end = at + word.length;
    if (word.endsWith('{')) {
      const close = balanced(text, end - 1);
      chunks.push({ dialect, text: text.slice(end, close), at: end, printed: false });
      i = close + 1;
    } else if (word.endsWith('(') && word !== '@(') {
      const close = balanced(text, end - 1);
      chunks.push({ dialect, text: `${text.slice(at + 1, close)}) ;`, at: at + 1, printed: false });
      i = close + 1;
      const brace = /^\s*\{/.exec(text.slice(i, i + 200));
      if (brace) {
        const open = i + brace[0].length - 1;
        const stop = balanced(text, open);
        // Markup inside a block is mixed with code; the parser steps over what it does not know.
        chunks.push({ dialect, text: text.slice(open + 1, stop), at: open + 1, printed: false });
        i = stop + 1;
      }
    } else {
      let stop = word === '@(' ? balanced(text, end - 1) + 1 : end;
      for (let n = 0; n < 50 && word !== '@('; n++) {
        if (text[stop] === '(' || text[stop] === '[') stop = balanced(text, stop) + 1;
        else {
          const more = /^\??\.[A-Za-z_]\w*/.exec(text.slice(stop, stop + 200));
          if (more === null) break;
          stop += more[0].length;
        }
      }
      const from = word === '@(' ? end - 1 : at + 1;
      chunks.push({ dialect, text: text.slice(from, stop), at: from, printed: true });
      i = stop;
    }
  }
  if (chunks.length === 0) return undefined;
  return {
    platform: 'razor',
    chunks,
    controls: new Map(),
    objects: new Map(),
    includes: [],
    directives: [],
    elsewhere: false,
  };
}
