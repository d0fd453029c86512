/** Calls of the platform: reflection, files, programs. */
import type { Node } from '../ast.js';
import { FIXED, mixed, pathValue, UNKNOWN, type Value } from '../value.js';
import { SINKS } from '../vocabulary.js';
import { CHOSEN, HIDDEN } from './names.js';
import { Results } from './results.js';

/** Second argument with which JScript lets program text do everything. In pieces: this file must not look like a shell. */
const UNSAFE = ['un', 'safe'].join('');

/** Types of which any method is worth having. */
const POWERFUL = /process|assembly|appdomain|interaction|activator|eval|script/;

export abstract class Invocation extends Results {
  /** A method or function of the platform. */
  protected invoke(
    recv: Value,
    name: string,
    args: readonly Value[],
    node: Extract<Node, { k: 'call' }>,
    disguise: 0 | 1 | 2 = 0,
  ): Value {
    const at = node.at;
    const on = recv.path ?? '';
    const first = args[0] ?? UNKNOWN;
    if (
      this.dialect === 'vbscript' &&
      args.some((a) => a.path === 'request') &&
      (args.some((a) => a.path === 'response') || /scriptcontrol/.test(on))
    ) {
      this.note('object', 2, at, { ...FIXED, source: { what: 'the whole request', at } }, name);
    }
    for (const arg of args) {
      // `list.ForEach(x => …)`: the function gets what the list holds.
      if (arg.fn !== undefined && recv.taint > 0) this.enter(arg.fn, [{ ...mixed([recv]), path: recv.path }]);
    }
    if (name === HIDDEN && args.some((a) => a.taint > 0))
      this.note('reflect', mixed(args).taint, at, mixed(args), 'a hidden name');
    if (on === CHOSEN && args.some((a) => a.taint > 0)) this.note('reflect', 2, at, mixed(args), name);
    // ADSI: `computer.Create("user", name)`.
    if (/^(?:create|add)$/.test(name) && /^machineaccounts(?:\.children)?$/.test(on))
      this.note('account', 0, at, { ...mixed(args), fixed: args.every((a) => a.fixed) }, name);
    switch (name) {
      case 'findbyidentity':
        if (first.path === 'machinecontext') return pathValue('machinegroup');
        break;
      case 'save':
        if (on === 'machineaccount') this.note('account', recv.taint, at, recv, name);
        break;
      case 'extracttodirectory':
        this.written(args[1] ?? UNKNOWN, first, name, at);
        break;
      case 'downloadfile':
        this.written(args[1] ?? UNKNOWN, { ...first, from: 'net' }, name, at);
        break;
      case 'createobject':
      case 'gettypefromprogid':
      case 'gettypefromclsid':
      case 'getobject':
        return this.objectOf(first, at);
      case 'createinstance':
        if (first.path !== undefined) return on.includes('assembly') ? { ...first, taint: recv.taint } : first;
        break;
      case 'mappath':
      case 'getfullpath':
        return name === 'mappath'
          ? { ...mixed(args), rooted: first.text !== undefined || first.rooted, text: first.text, suffix: first.suffix }
          : mixed(args);
      case 'getmethods':
      case 'getmembers':
        return { ...mixed([recv]), path: on, method: '?', disguise: 1 };
      case 'getmethod':
      case 'getproperty':
      case 'getmember':
        if (/machinekey/.test(on)) this.note('keys', 2, at, FIXED, 'machineKey');
        if (first.text !== undefined)
          return {
            ...mixed([recv]),
            path: on,
            method: first.text.toLowerCase(),
            disguise: first.disguise > 0 || recv.disguise > 0 ? 2 : 1,
          };
        if (first.taint > 0) this.note('reflect', first.taint, at, first, name);
        return { ...mixed([recv, ...args]), method: first.fixed && first.disguise === 2 ? HIDDEN : '?', disguise: 2 };
      case 'gettype':
        // `x.GetType()`: what is called on it is called on x.
        if (args.length === 0 && recv.path !== undefined) return { ...recv, text: undefined };
        if (/machinekeysection/i.test(first.text ?? '')) this.note('keys', 2, at, FIXED, 'machineKey');
        if (first.text !== undefined)
          return {
            ...pathValue((first.text.split(',')[0] ?? '').toLowerCase().split('.').slice(-2).join('.'), first.disguise),
            taint: recv.taint,
            source: recv.source,
          };
        if (first.taint > 0) this.note('reflect', first.taint, at, first, name);
        if (first.fixed && first.disguise === 2) return pathValue(HIDDEN, 2);
        break;
      case 'invoke':
      case 'dynamicinvoke':
        if (recv.fn !== undefined) return this.enter(recv.fn, args, node.args);
        if (recv.method !== undefined) {
          const flat = [...args.slice(0, 1), ...(args[1]?.items ?? args.slice(1))];
          const given = mixed(flat);
          if (
            (recv.method === HIDDEN || on === HIDDEN || (recv.method === '?' && POWERFUL.test(on))) &&
            given.taint > 0
          )
            this.note('reflect', given.taint, at, given, name);
          return this.invoke({ ...first, path: on }, recv.method, flat.slice(1), node, 2);
        }
        break;
      case 'invokemember':
      case 'callbyname': {
        const member = name === 'callbyname' ? args[1] : first;
        if (member?.text !== undefined) {
          const target = name === 'callbyname' ? first : args[3]?.path !== undefined ? args[3] : recv;
          const list = name === 'callbyname' ? args.slice(3) : (args[4]?.items ?? args.slice(4));
          return this.invoke(target, member.text.toLowerCase(), list, node, 1);
        }
        if (member !== undefined && member.taint > 0) this.note('reflect', member.taint, at, member, name);
        break;
      }
      case 'createdelegate': {
        const method = [recv, ...args].find((a) => a.method !== undefined);
        if (method !== undefined) return method;
        break;
      }
      case 'getref': {
        const own = first.text === undefined ? undefined : this.functions.get(this.key(first.text));
        return own === undefined
          ? first.text === undefined
            ? UNKNOWN
            : pathValue(first.text.toLowerCase(), 1)
          : { ...UNKNOWN, fn: own };
      }
      case 'call':
      case 'apply':
        // JScript: `f.call(this, …)`; the receiver is the function.
        if (this.dialect === 'jscript' && on !== '') {
          const parts = on.split('.');
          return this.invoke(
            pathValue(parts.slice(0, -1).join('.')),
            parts.at(-1) ?? '',
            name === 'call' ? args.slice(1) : (args[1]?.items ?? []),
            node,
            1,
          );
        }
        break;
      case 'getsection':
      case 'getwebapplicationsection':
        if (first.text !== undefined && /machinekey/i.test(first.text)) this.note('keys', 2, at, first, 'machineKey');
        break;
      case 'createtextfile':
      case 'opentextfile':
      case 'createtext':
      case 'appendtext':
      case 'openwrite':
      case 'openastextstream':
      case 'open': {
        if (name === 'open' && on !== 'file' && !on.endsWith('.file')) break;
        const target = name === 'openastextstream' || args.length === 0 ? recv : first;
        const mode = args[1]?.num ?? (name === 'opentextfile' || name === 'openastextstream' ? 1 : 2);
        if (mode === 1 && (name === 'opentextfile' || name === 'openastextstream')) {
          this.act('read', target, [target], name, at);
          return { ...pathValue('textstream'), from: 'file' };
        }
        return { ...pathValue('textstream'), file: target };
      }
      case 'create':
        if (on === 'file' || on.endsWith('.file')) return { ...pathValue('filestream'), file: first };
        if (on === 'powershell') return pathValue('powershell');
        break;
      case 'getfile':
        if (/filesystemobject|^fso/.test(on)) return { ...mixed(args), path: 'fileinfo' };
        break;
      case 'write':
      case 'writeline':
      case 'writebyte':
      case 'writeblanklines':
        if (recv.file !== undefined) this.written(recv.file, mixed(args), name, at);
        break;
      case 'saveas':
        if (recv.taint > 0) this.written(first, recv, name, at, 'upload');
        return UNKNOWN;
      case 'savetofile':
        this.written(first, recv, name, at);
        return UNKNOWN;
      case 'writealltext':
      case 'writeallbytes':
      case 'writealllines':
      case 'appendalltext':
        this.written(first, args[1] ?? UNKNOWN, name, at);
        return UNKNOWN;
      case 'copyto':
        if (first.file !== undefined) this.written(first.file, recv, name, at);
        break;
    }
    if (name === '__print' || (/^(?:write|binarywrite)$/.test(name) && /(?:^|\.)response$/.test(on))) {
      const printed = args.find((a) => a.from === 'net');
      if (printed !== undefined) this.note('doorway', 0, at, printed, name);
    }
    if (/standardinput$/.test(on) && (name === 'write' || name === 'writeline'))
      this.act('start', mixed(args), args, 'standardinput', at);
    const sinks = SINKS.get(name);
    if (
      sinks !== undefined &&
      !['saveas', 'savetofile', 'writealltext', 'writeallbytes', 'writealllines', 'appendalltext'].includes(name)
    ) {
      for (const sink of sinks) {
        if (sink.scriptOnly === true && !(this.dialect === 'vbscript' || this.dialect === 'jscript')) continue;
        const hiddenObject = recv.path === 'object' && recv.disguise === 2 && /^(?:run|exec|shellexecute)$/.test(name);
        if (sink.on !== undefined && !sink.on.test(on) && !hiddenObject) continue;
        const relevant =
          sink.arg === undefined
            ? [...args, ...(on.startsWith('request') ? [] : [{ ...recv, disguise: 0 as const }])]
            : [args[sink.arg] ?? UNKNOWN];
        if (sink.arg !== undefined && args.length === 0) continue;
        this.act(
          sink.technique,
          mixed(relevant),
          relevant,
          on === '' ? name : `${on}.${name}`,
          at,
          disguise > 0 ? disguise : recv.disguise,
        );
        if (sink.technique === 'evaluate') {
          if (
            name === 'eval' &&
            args[1]?.text?.toLowerCase() === UNSAFE &&
            first.text === undefined &&
            first.taint === 0
          )
            this.note('evaluate', 1, at, { ...FIXED, source: { what: 'text from elsewhere', at } }, name);
          const program = relevant[0] ?? UNKNOWN;
          for (const other of program.others ?? []) this.innerProgram({ ...program, text: other }, at, false, name);
          if (program.text !== undefined && program.taint === 0) return this.innerProgram(program, at, false, name);
          return mixed([program], true);
        }
        break;
      }
    }
    return this.result(recv, name, args, node);
  }
}
