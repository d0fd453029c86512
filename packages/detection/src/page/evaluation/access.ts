/** Names, members and indexes: where data of the caller enters. */
import { isBasic, type Node } from '../ast.js';
import { foldCall } from '../fold-call.js';
import { FIXED, mixed, pathValue, textValue, UNKNOWN, type Value } from '../value.js';
import { CLEAN_RESULT, CLIENT_VARIABLE, NOT_CLIENT } from '../vocabulary.js';
import { Acts } from './acts.js';
import { HIDDEN, rootOf, shortened } from './names.js';

const BASIC_CONSTANTS: Readonly<Record<string, string>> = {
  vbcrlf: '\r\n',
  vbnewline: '\r\n',
  vbcr: '\r',
  vblf: '\n',
  vbtab: '\t',
  vbnullstring: '',
  vbnullchar: '\0',
};

/** Roots of the registry. */
const HIVE = /^(?:classesroot|localmachine|users|currentuser|currentconfig)$/;

export abstract class Access extends Acts {
  protected identifier(name: string, at: number): Value {
    const lower = name.toLowerCase();
    const current = this.stack.at(-1);
    // Inside a VB function its name is the result so far.
    if (current !== undefined && isBasic(this.dialect) && lower === current.name.toLowerCase())
      return this.scope.get(`=${lower}`) ?? { ...FIXED, text: '' };
    const known = this.lookup(name);
    if (known !== undefined) return known;
    if (lower === 'request') return pathValue('request');
    if (lower === 'nothing' || lower === 'null' || lower === 'empty') return FIXED;
    const constant = BASIC_CONSTANTS[lower];
    if (constant !== undefined && isBasic(this.dialect)) return textValue(constant);
    const control =
      this.controls.get(name) ??
      (isBasic(this.dialect) ? [...this.controls].find(([id]) => id.toLowerCase() === lower)?.[1] : undefined);
    if (control !== undefined)
      return { ...pathValue('control'), source: { what: `the field "${name}" of the page`, at } };
    const fn = this.functions.get(this.key(name));
    if (fn !== undefined) {
      // VB calls a function without arguments by its name; a property reads its accessor.
      const value = fn.params.length === 0 || fn.params[0]?.name === 'value' ? this.enter(fn, []) : UNKNOWN;
      return { ...value, fn };
    }
    return pathValue(lower);
  }

  protected member(obj: Value, name: string, at: number, node: Node): Value {
    const lower = name.toLowerCase();
    const path = obj.path ?? '';
    if (node.k === 'mem') {
      const stored = this.lookup(`${rootOf(node.obj) ?? ''}.${name}`);
      if (stored !== undefined && rootOf(node.obj) !== undefined && path !== 'control') return stored;
      if (node.obj.k === 'id' && /^(?:this|me|base|mybase)$/i.test(node.obj.name)) return this.identifier(name, at);
    }
    const kept = obj.entries?.get(name) ?? (isBasic(this.dialect) ? undefined : obj.entries?.get(lower));
    if (kept !== undefined) return kept;
    if (path === 'request') {
      if (NOT_CLIENT.has(lower)) return UNKNOWN;
      if (lower === 'servervariables') return pathValue('request.servervariables');
      if (
        lower === 'binaryread' ||
        lower === 'inputstream' ||
        lower === 'getbufferedinputstream' ||
        lower === 'getbufferlessinputstream' ||
        lower === 'body'
      )
        return this.client('the body of the request', at, `request.${lower}`);
      if (lower === 'files') return this.client('an uploaded file', at, 'request.files');
      return this.client(`the request (${name})`, at, `request.${lower}`);
    }
    if (lower === 'request' && !/web(?!\.httpcontext)(?:$|[a-z])|httpclient|message/.test(path))
      return pathValue('request');
    if (path === 'control') {
      if (
        /^(?:text|value|innertext|innerhtml|selectedvalue|selecteditem|postedfile|filebytes|filecontent|filename|checked|selectedindex|commandargument)$/.test(
          lower,
        )
      )
        return lower === 'checked' || lower === 'selectedindex'
          ? UNKNOWN
          : {
              ...this.client(
                obj.source?.what ?? 'a field of the page',
                at,
                lower === 'postedfile' ? 'request.files' : 'control.value',
              ),
            };
      return pathValue(`control.${lower}`);
    }
    if (lower === 'commandargument') return { ...UNKNOWN, taint: 1, source: { what: 'an argument of a button', at } };
    if (HIVE.test(lower) && /registry$/.test(path)) this.note('registry', 0, at, FIXED, lower);
    if (lower === 'trustedxslt') this.note('transform', 2, at, FIXED, 'TrustedXslt');
    if (/^(?:responsetext|responsebody|responsestream|getresponsestream)$/.test(lower))
      return { ...UNKNOWN, from: 'net' };
    if (CLEAN_RESULT.has(lower) && lower !== 'read') return { ...UNKNOWN, fixed: obj.fixed };
    const folded = foldCall(lower, obj, [], this.budget);
    if (folded !== undefined && /^(?:length|count)$/.test(lower)) return folded;
    const next = shortened(`${path}.${lower}`);
    return { ...mixed([obj]), path: obj.taint > 0 && path.startsWith('request') ? path : next, file: obj.file };
  }

  protected index(node: Extract<Node, { k: 'idx' }>): Value {
    const obj = this.resolve(node.obj);
    const args = node.args.map((n) => this.resolve(n));
    return this.indexed(obj, args, node.at, node);
  }

  protected indexed(obj: Value, args: readonly Value[], at: number, node: Node): Value {
    const key = args[0];
    const path = obj.path ?? '';
    const name = key?.text ?? '';
    if (path === 'request')
      return this.client(name === '' ? 'a form or query value' : `the form, query or cookie value "${name}"`, at);
    // Its own address: a page that writes there writes a page.
    if (path === 'request.servervariables' && /^(?:script_name|path_translated|path_info|url)$/i.test(name))
      return { ...textValue('page.asp'), fixed: false };
    if (path === 'request.servervariables')
      return name === '' || CLIENT_VARIABLE.test(name)
        ? this.client(`the request's ${name === '' ? 'headers' : name}`, at)
        : UNKNOWN;
    if (path.startsWith('request.') && obj.taint > 0 && obj.source !== undefined && path !== 'request.value') {
      const kind = path.slice(8);
      const label = /^(?:form|querystring|params|item)$/.test(kind)
        ? 'form or query value'
        : kind === 'cookies'
          ? 'cookie'
          : kind === 'headers'
            ? 'header'
            : kind === 'files'
              ? 'uploaded file'
              : kind;
      return {
        ...obj,
        path: kind === 'files' ? obj.path : 'request.value',
        source: { what: name === '' ? `a ${label}` : `the ${label} "${name}"`, at: obj.source.at },
      };
    }
    if (/(?:^|\.)(?:session|application|cache|contents)$/.test(path)) {
      return this.session.get(name) ?? this.session.get('*') ?? pathValue('session.value');
    }
    if (
      key !== undefined &&
      name === '' &&
      key.fixed &&
      key.disguise === 2 &&
      /^(?:this|window|global|me|self)$/.test(path)
    )
      return { ...UNKNOWN, method: HIDDEN, disguise: 2 };
    // A method by its name: `window["…"]`, `this["…"]`.
    if (
      name !== '' &&
      obj.items === undefined &&
      obj.text === undefined &&
      obj.taint === 0 &&
      key?.num === undefined &&
      /^[\w.]+$/.test(name)
    ) {
      const value = this.member(obj, name, at, node);
      if (/^(?:this|window|global|me|self)?$/.test(path) || obj.disguise > 0)
        return {
          ...value,
          path: /^(?:this|window|global|me|self)$/.test(path) ? name.toLowerCase() : (value.path ?? ''),
          disguise: key?.disguise === 0 ? 1 : (key?.disguise ?? 1),
        };
      return value;
    }
    if (obj.entries !== undefined && key?.text !== undefined) {
      const kept = obj.entries.get(key.text);
      if (kept !== undefined) return kept;
    }
    if (path.endsWith('connectionstrings') && key !== undefined && key.taint > 0)
      this.note('keys', key.taint, at, key, 'ConnectionStrings');
    if (obj.items !== undefined && key?.num !== undefined) return obj.items[key.num] ?? UNKNOWN;
    if (obj.text !== undefined && key?.num !== undefined && key.num < obj.text.length)
      return textValue(obj.text[key.num] ?? '', 1);
    return { ...mixed([obj]), path: obj.path, method: obj.method };
  }
}
