/** What a call of the platform gives back. */
import type { Node } from '../ast.js';
import { foldCall } from '../fold-call.js';
import { FIXED, mixed, pathValue, UNKNOWN, type Value } from '../value.js';
import { CLEAN_RESULT, FILLS, THROUGH } from '../vocabulary.js';
import { Assignment } from './assignment.js';
import { MIN_HIDDEN } from './bounds.js';
import { resultType, shortened } from './names.js';

/** Functions that make characters out of something else. */
const DECODED =
  /^(?:chrw?|chrb|char|tochar|fromcharcode|strreverse|reverse|frombase64string|frombase64chararray|unescape|transformfinalblock|decrypt|decompress|tobyte)$/;

/** Functions with which text is hidden. */
const UNPACKING = /^(?:frombase64string|frombase64chararray|getstring|strreverse|reverse|unescape|fromhex)$/;
const PROGRAM_TEXT =
  /\brequest\s*(?:\.\s*\w+\s*)?[([]|\beval\s*\(|\bexecute(?:global)?[\s(]|new\s+function\b|\bcreateobject\s*\(/i;

/** One of several. */
const PICKING = /^(?:first|firstordefault|single|singleordefault|last|where|find|elementat|getvalue)$/;

export abstract class Results extends Assignment {
  protected result(recv: Value, name: string, args: readonly Value[], node: Extract<Node, { k: 'call' }>): Value {
    const on = recv.path ?? '';
    const folded = foldCall(name, recv, args, this.budget);
    if (folded !== undefined) {
      if (name === 'reverse' && on.endsWith('array') && node.args[0]?.k === 'id')
        this.assign(node.args[0].name, folded);
      if (folded.disguise === 2 && folded.text !== undefined && UNPACKING.test(name) && PROGRAM_TEXT.test(folded.text))
        this.note('hidden', 1, node.at, { ...folded, text: folded.text.slice(0, 4000) }, 'decoded');
      return folded;
    }
    const fn = node.fn;
    // Reading into an array or a stream: the caller's variable holds the data afterwards.
    if (recv.taint > 0 && /^(?:read|readblock|copyto|readasync|writeto)$/.test(name)) {
      const target = node.args[0];
      if (target !== undefined) this.taintRoot(target, recv, args[0] ?? UNKNOWN);
    }
    if (/^(?:blockcopy|copy|constrainedcopy)$/.test(name) && (args[0]?.taint ?? 0) > 0) {
      for (const n of node.args.slice(1, 4)) if (n.k === 'id') this.taintRoot(n, args[0] ?? UNKNOWN, UNKNOWN);
    }
    if (name === 'add' && fn.k === 'mem' && args.length === 2 && args[1] !== undefined && args[1].taint === 0) {
      if (this.keep(fn.obj, args[0], args[1], recv)) return UNKNOWN;
    }
    if (name === 'item' && recv.entries !== undefined && args[0]?.text !== undefined)
      return recv.entries.get(args[0].text) ?? UNKNOWN;
    if (FILLS.has(name) && fn.k === 'mem' && on !== 'response' && !on.endsWith('.response') && name !== 'parse') {
      const all = mixed(args);
      if (all.taint > 0 || all.from !== undefined) this.taintRoot(fn.obj, all, recv);
      if (all.taint > 0 && recv.wraps !== undefined)
        this.taintRoot({ k: 'id', name: recv.wraps, at: node.at }, all, this.lookup(recv.wraps) ?? UNKNOWN);
      if (recv.file !== undefined) return recv;
      return { ...mixed([recv, ...args]), path: recv.path };
    }
    if (/^(?:session|application)$/.test(on) && name === 'add')
      this.session.set(args[0]?.text ?? '*', args[1] ?? UNKNOWN);
    if (CLEAN_RESULT.has(name)) return { ...UNKNOWN, fixed: recv.fixed && args.every((a) => a.fixed) };
    if (
      name === 'readall' ||
      name === 'readtoend' ||
      name === 'readtext' ||
      name === 'readline' ||
      name === 'readalltext' ||
      name === 'readallbytes' ||
      name === 'readalllines'
    ) {
      if (recv.taint > 0) return mixed([recv]);
      return { ...UNKNOWN, from: recv.from ?? 'file' };
    }
    if (
      /xmlhttp|winhttp|webclient|httpclient|webrequest|webresponse/.test(on) ||
      /^(?:downloadstring|downloaddata|getresponse|getresponsestream)$/.test(name)
    ) {
      return { ...UNKNOWN, path: on, from: 'net' };
    }
    if (
      /(?:^|\.)(?:executereader|executescalar|executenonquery|openrecordset)$/.test(name) ||
      /adodb|recordset|connection|command/.test(on)
    )
      return pathValue('recordset');
    if (
      fn.k === 'id' &&
      !THROUGH.has(name) &&
      (this.dialect === 'vbscript' || this.dialect === 'jscript') &&
      args.some((a) => (a.text?.length ?? 0) >= MIN_HIDDEN && a.taint === 0)
    ) {
      // A function that the page does not show makes something of a long constant.
      return { ...FIXED, disguise: 2 };
    }
    if (recv.method !== undefined && PICKING.test(name)) return recv;
    const all = [recv, ...args];
    const known = THROUGH.has(name);
    const out = mixed(fn.k === 'mem' ? all : args, !known);
    const path = on === '' ? name : known && on.startsWith('request') ? on : shortened(`${on}.${name}`);
    const computed = DECODED.test(name);
    return {
      ...out,
      disguise: computed && out.taint === 0 ? 2 : out.disguise,
      fixed:
        known &&
        all.filter((v) => v !== UNKNOWN).every((v) => v.fixed || v.path !== undefined) &&
        all.some((v) => v.fixed),
      path: resultType(path, name),
      file: recv.file,
    };
  }
}
