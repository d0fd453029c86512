/** Objects: `new`, CreateObject. */
import type { Node } from '../ast.js';
import { mixed, pathValue, textValue, UNKNOWN, type Value } from '../value.js';
import { ASSIGNED, CLASS_IDS, CREATED } from '../vocabulary.js';
import { CHOSEN } from './names.js';
import { Operators } from './operators.js';

/** Streams that write into another one what was written into them. */
const WRAPPERS = /^(?:cryptostream|gzipstream|deflatestream|bufferedstream|streamwriter|binarywriter)$/;

/** The accounts of the server itself, for ADSI. */
const OWN_ACCOUNTS = /^winnt:\/\/(?:127\.0\.0\.1|localhost|\.)(?:$|[,/])/;

export abstract class Creation extends Operators {
  protected created(node: Extract<Node, { k: 'new' }>): Value {
    const type = this.resolve(node.type);
    const name =
      (node.type.k === 'id' ? (this.lookup(node.type.name)?.path ?? node.type.name) : (type.path ?? type.text ?? ''))
        .toLowerCase()
        .split('.')
        .at(-1) ?? '';
    const args = node.args.map((n) => this.resolve(n));
    // `new Func<…>(x => …)`: the function itself.
    if (args.length === 1 && args[0]?.fn !== undefined) return args[0];
    const all = mixed(args);
    const first = args[0];
    const entries = new Map<string, Value>();
    for (const init of node.init) {
      if (init.k === 'list' && init.items.length === 2 && init.items[0] !== undefined && init.items[1] !== undefined) {
        // `new Dictionary<…> { { key, value }, … }`
        const key = this.resolve(init.items[0]);
        if (key.text !== undefined) entries.set(key.text, this.resolve(init.items[1]));
        continue;
      }
      if (init.k === 'set') {
        const value = this.resolve(init.value);
        const property = init.target.k === 'id' ? `${name}.${init.target.name.toLowerCase()}` : name;
        for (const [pattern, technique] of ASSIGNED)
          if (pattern.test(property)) this.act(technique, value, [value], property, init.at);
        if (value.taint > all.taint) Object.assign(all, { taint: value.taint, source: value.source });
      } else this.resolve(init);
    }
    if (name === 'xsltsettings' && node.args.some((a) => a.k === 'id' && a.name.toLowerCase() === 'true'))
      this.note('transform', 2, node.at, all, 'XsltSettings');
    if (name === 'activexobject') return this.objectOf(args[0] ?? UNKNOWN, node.at);
    if (name === 'javascriptserializer' && args.length > 0) return pathValue('javascriptserializer.resolver');
    if (entries.size > 0) return { ...UNKNOWN, path: name, entries };
    if (name === 'socket' && args.some((a) => a.path?.endsWith('sockettype.raw') === true))
      this.note('sniff', 2, node.at, all, 'Socket');
    if (name === 'principalcontext' && args.some((a) => a.path?.endsWith('contexttype.machine') === true))
      return pathValue('machinecontext');
    if (/^(?:user|group)principal$/.test(name) && first?.path === 'machinecontext')
      return { ...mixed(args.slice(1)), path: 'machineaccount' };
    if (name === 'httplistener') this.note('register', 2, node.at, all, 'HttpListener');
    if (name === 'directoryentry' && OWN_ACCOUNTS.test(first?.text?.trim().toLowerCase() ?? ''))
      return pathValue('machineaccounts');
    const technique = CREATED.get(name);
    if (technique !== undefined && first !== undefined && (technique !== 'evaluate' || this.dialect === 'jscript'))
      this.act(technique, all, args, name, node.at);
    if (name === 'string' && first !== undefined) {
      if (first.items?.every((i) => i.text !== undefined))
        return textValue(
          first.items.map((i) => (i.num !== undefined ? String.fromCharCode(i.num) : (i.text ?? ''))).join(''),
          2,
        );
      return first;
    }
    if (name === 'array') return { ...mixed(args), items: args };
    if (/^(?:streamwriter|filestream|binarywriter)$/.test(name) && first !== undefined && first.path !== 'filestream') {
      const reading =
        node.args.some((a) => a.k === 'mem' && /^(?:open|read)$/i.test(a.name)) &&
        !node.args.some(
          (a) => a.k === 'mem' && /^(?:create|openorcreate|append|write|readwrite|createnew|truncate)$/i.test(a.name),
        );
      if (name === 'filestream' && reading) {
        this.act('read', first, [first], name, node.at);
        return { ...pathValue('filestream'), from: 'file' };
      }
      return { ...pathValue(name), file: first.file ?? first };
    }
    if (
      /^(?:streamreader|binaryreader)$/.test(name) &&
      first !== undefined &&
      first.path === undefined &&
      first.from === undefined
    ) {
      if (first.taint > 0 || first.text !== undefined) this.act('read', first, [first], name, node.at);
    }
    const inner = node.args[0];
    if (WRAPPERS.test(name) && inner?.k === 'id') return { ...all, path: name, wraps: inner.name };
    if (/^(?:fileinfo|directoryinfo)$/.test(name)) return { ...all, path: name };
    const fn = this.functions.get(this.key(node.type.k === 'id' ? node.type.name : ''));
    if (fn !== undefined) this.enter(fn, args, node.args);
    return { ...all, path: name };
  }

  /** What CreateObject gives for a name. */
  protected objectOf(name: Value, at = 0): Value {
    if (name.text !== undefined) {
      const lower = name.text.trim().toLowerCase();
      // A moniker fetches a script and runs it.
      if (/^script:/.test(lower)) this.note('evaluate', 0, at, { ...name, from: 'net' }, 'GetObject');
      if (OWN_ACCOUNTS.test(lower)) return pathValue('machineaccounts');
      const id = /\{?([0-9a-f]{8}-[0-9a-f-]{27})\}?/.exec(lower)?.[1];
      return pathValue((id === undefined ? undefined : CLASS_IDS.get(id)) ?? lower, name.disguise);
    }
    if (name.taint > 0) {
      this.note('object', name.taint, at, name, 'CreateObject');
      if (name.taint === 2 && !name.prefix) return pathValue(CHOSEN);
    }
    return { ...mixed([name]), taint: 0, prefix: undefined, path: 'object', disguise: name.fixed ? 2 : 0 };
  }
}
