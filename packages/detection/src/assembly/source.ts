/**
 * Code of methods as C# text, so that a compiled page is judged exactly as the page it was made from. It is not meant to be
 * compiled again: branches are left out, because the analysis of pages lets everything happen that can happen; what is kept
 * is who calls what with which values. Own methods and fields get unique names, so that overloads and fields of objects
 * stay apart; the request, the session and fields of a page are written as pages write them, whatever holds them.
 */
import type { DotNetAssembly, DotNetMethod, Instruction, Member } from '@allclear/parsers';
import { MAX_DATA, MAX_ELEMENTS, MAX_EXPRESSION, MAX_LITERAL, MAX_OVERRIDES, MAX_STACK } from './limits.js';
import { identifier, literal, parameterName, simpleType } from './names.js';
import { constantOf, controlName, platformObject } from './platform.js';

/** A value on the evaluation stack: its text, and what is known of it beside. */
interface Item {
  readonly text: string;
  /** Simple name of its type where the text does not tell. */
  readonly type?: string;
  /** Elements of an array that is being filled. */
  readonly elements?: (string | undefined)[];
  /** Bytes of one element in constant data. */
  readonly width?: number;
  readonly number?: number;
  /** Field whose initial data is meant. */
  readonly data?: number;
  /** Function of this assembly. */
  readonly isFunction?: boolean;
}

const BINARY: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  rem: '%',
  and: '&',
  or: '|',
  xor: '^',
  shl: '<<',
  shr: '>>',
  ceq: '==',
  cgt: '>',
  clt: '<',
};
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['System.Char', 2],
  ['System.Int16', 2],
  ['System.UInt16', 2],
  ['System.Int32', 4],
  ['System.UInt32', 4],
  ['System.Int64', 8],
  ['System.UInt64', 8],
]);
const DELEGATE = /^System\.(?:Func|Action|Predicate|Converter|Comparison|\w*EventHandler)(?:`|$)/;
const UNKNOWN: Item = { text: 'unknownValue' };

/** Names of own methods and fields. */
export const methodName = (method: DotNetMethod): string =>
  `${identifier(method.name.replace(/^\./, ''), 'm')}_${method.row}`;
const fieldName = (name: string, row: number): string => `${identifier(name, 'field')}_f${row}`;

export interface SourceContext {
  readonly assembly: DotNetAssembly;
  /** Own methods that a virtual call may reach, beside the one it names. */
  readonly overrides: ReadonlyMap<number, readonly DotNetMethod[]>;
}

/** Methods that override or implement a method: same name, same number of parameters, somewhere in the assembly. */
export function overridesOf(assembly: DotNetAssembly): Map<number, DotNetMethod[]> {
  const byName = new Map<string, DotNetMethod[]>();
  const key = (m: DotNetMethod): string =>
    `${m.name.slice(m.name.lastIndexOf('.') + 1)}/${m.signature.parameters.length}`;
  for (const type of assembly.types)
    for (const method of type.methods) {
      if (!method.isVirtual) continue;
      const list = byName.get(key(method)) ?? [];
      list.push(method);
      byName.set(key(method), list);
    }
  const out = new Map<number, DotNetMethod[]>();
  for (const list of byName.values()) {
    if (list.length < 2) continue;
    for (const method of list) {
      // Only what has no code of its own, or is first of its kind: interfaces and base classes.
      if (method.rva === 0)
        out.set(method.row, list.filter((m) => m !== method && m.rva !== 0).slice(0, MAX_OVERRIDES));
    }
  }
  return out;
}

/** One method as text: one line for each thing it does. */
export function methodSource(method: DotNetMethod, context: SourceContext): string {
  return new MethodWriter(method, context).write();
}

class MethodWriter {
  readonly #lines: string[] = [];
  #stack: Item[] = [];
  readonly #merged = new Map<number, number>();
  readonly #parameters: string[];
  #locals: readonly string[] = [];
  #temporaries = 0;

  constructor(
    private readonly method: DotNetMethod,
    private readonly context: SourceContext,
  ) {
    this.#parameters = method.parameters.map((name, i) => parameterName(name, i));
  }

  write(): string {
    const { method } = this;
    const attributes = method.attributes.map((a) => `[${simpleType(a).replace(/Attribute$/, '')}] `).join('');
    const parameters = method.signature.parameters.map((type, i) => `${simpleType(type)} ${this.#parameters[i] ?? ''}`);
    const head = `${simpleType(method.signature.returns)} ${methodName(method)}(${parameters.join(', ')})`;
    if (method.native !== undefined)
      return `[DllImport(${literal(method.native.library)}, EntryPoint = ${literal(method.native.entry)})] static extern ${head};`;
    const overrides = this.context.overrides.get(method.row) ?? [];
    for (const o of overrides) this.#lines.push(`return ${methodName(o)}(${this.#parameters.join(', ')});`);
    const body = this.context.assembly.body(method);
    if (body !== undefined) {
      this.#locals = this.context.assembly.locals(body);
      const handlers = new Set(
        body.clauses.flatMap((c) =>
          c.kind === 'catch' ? [c.handlerAt] : c.kind === 'filter' ? [c.handlerAt, c.detail] : [],
        ),
      );
      const targets = new Set(body.instructions.flatMap((i) => jumps(i)));
      let falls = true;
      for (const instruction of body.instructions) {
        if (handlers.has(instruction.at)) this.#stack = [{ text: 'exception' }];
        else if (targets.has(instruction.at)) this.#arrive(instruction.at, falls);
        else if (!falls) this.#stack = [];
        falls = this.#step(instruction);
        if (this.#stack.length > MAX_STACK) this.#stack.length = MAX_STACK;
      }
    }
    return `${attributes}public ${head} {\n${this.#lines.join('\n')}\n}`;
  }

  /** At the target of a branch: what lies on the stack has the names under which every way here has put it. */
  #arrive(at: number, falls: boolean): void {
    const depth = this.#merged.get(at);
    if (falls && this.#stack.length > 0) this.#spill();
    else if (!falls) this.#stack = Array.from({ length: depth ?? 0 }, (_, i) => ({ text: `s${i}` }));
  }

  #spill(): void {
    this.#stack = this.#stack.map((item, i) => {
      if (item.text !== `s${i}` || item.elements !== undefined) this.#lines.push(`var s${i} = ${textOf(item)};`);
      return { text: `s${i}`, ...(item.type === undefined ? {} : { type: item.type }) };
    });
  }

  #pop(): Item {
    return this.#stack.pop() ?? UNKNOWN;
  }

  #push(text: string, type?: string): void {
    if (text.length > MAX_EXPRESSION) {
      const name = `t${this.#temporaries++}`;
      this.#lines.push(`${type === undefined ? 'var' : type} ${name} = ${text};`);
      this.#stack.push(type === undefined ? { text: name } : { text: name, type });
    } else this.#stack.push(type === undefined ? { text } : { text, type });
  }

  #pops(count: number): Item[] {
    const items: Item[] = [];
    for (let i = 0; i < Math.min(count, MAX_STACK); i++) items.unshift(this.#pop());
    return items;
  }

  #arguments(types: readonly string[]): Item[] {
    return this.#pops(types.length).map((item, i) => {
      const type = types[i] ?? '';
      // Code keeps characters as numbers.
      if (type === 'char' && item.number !== undefined) return { text: literal(String.fromCharCode(item.number)) };
      if (type === 'char' && item.type !== 'char') return { text: `Convert.ToChar(${textOf(item)})` };
      const constant = item.number === undefined ? undefined : constantOf(type, item.number);
      return constant === undefined ? item : { text: constant };
    });
  }

  /** A value that is not used any further: kept where something is called. */
  #drop(item: Item): void {
    if (item.text.includes('(') && item.elements === undefined) this.#lines.push(`${item.text};`);
  }

  #argument(position: number): Item {
    const own = this.method.isStatic ? position : position - 1;
    if (own < 0) return { text: 'this' };
    const name = this.#parameters[own];
    return name === undefined ? UNKNOWN : { text: name, type: simpleType(this.method.signature.parameters[own] ?? '') };
  }

  #local(position: number): Item {
    return { text: `v${position}`, type: simpleType(this.#locals[position] ?? 'object') };
  }

  #assign(target: Item, value: Item): void {
    if (target.text === 'this') return;
    const local = /^v\d+$/.test(target.text) && target.type !== undefined;
    this.#lines.push(`${local ? `${target.type} ` : ''}${target.text} = ${textOf(value)};`);
  }

  /** Writes down what an instruction does; false where the next one is not reached from here. */
  #step(i: Instruction): boolean {
    const name = i.name;
    const operand = typeof i.operand === 'number' ? i.operand : 0;
    const dot = name.indexOf('.');
    const stem = dot < 0 ? name : name.slice(0, dot);
    switch (stem) {
      case 'ldarg':
      case 'ldarga':
        this.#stack.push(this.#argument(number(name, operand)));
        return true;
      case 'starg':
        this.#assign(this.#argument(operand), this.#pop());
        return true;
      case 'ldloc':
      case 'ldloca':
        this.#stack.push(this.#local(number(name, operand)));
        return true;
      case 'stloc':
        this.#assign(this.#local(number(name, operand)), this.#pop());
        return true;
      case 'ldnull':
        this.#stack.push({ text: 'null' });
        return true;
      case 'ldc':
        this.#constant(i);
        return true;
      case 'ldstr':
        this.#push(literal((this.context.assembly.literal(operand) ?? '').slice(0, MAX_LITERAL)), 'string');
        return true;
      case 'dup':
        this.#duplicate();
        return true;
      case 'pop':
        this.#drop(this.#pop());
        return true;
      case 'call':
      case 'callvirt':
        this.#call(this.context.assembly.member(operand));
        return true;
      case 'newobj':
        this.#create(this.context.assembly.member(operand));
        return true;
      case 'ldftn':
      case 'ldvirtftn':
        if (stem === 'ldvirtftn') this.#pop();
        this.#function(this.context.assembly.member(operand));
        return true;
      case 'ldfld':
      case 'ldflda':
      case 'ldsfld':
      case 'ldsflda':
        this.#stack.push(
          this.#field(this.context.assembly.member(operand), stem.startsWith('lds') ? undefined : this.#pop()),
        );
        return true;
      case 'stfld':
      case 'stsfld': {
        const value = this.#pop();
        this.#assign(
          this.#field(this.context.assembly.member(operand), stem === 'stsfld' ? undefined : this.#pop()),
          value,
        );
        return true;
      }
      case 'ldtoken':
        this.#token(operand);
        return true;
      case 'newarr':
        this.#array(operand);
        return true;
      case 'ldelem':
      case 'ldelema': {
        const [array = UNKNOWN, index = UNKNOWN] = this.#pops(2);
        this.#push(`${textOf(array)}[${textOf(index)}]`);
        return true;
      }
      case 'stelem':
        this.#store();
        return true;
      case 'stind':
      case 'stobj': {
        const value = this.#pop();
        this.#assign(this.#pop(), value);
        return true;
      }
      case 'castclass':
      case 'isinst':
        this.#cast(operand);
        return true;
      case 'ldlen':
        this.#push(`${textOf(this.#pop())}.Length`);
        return true;
      case 'neg':
      case 'not':
        this.#push(`(${name === 'neg' ? '-' : '~'}${textOf(this.#pop())})`);
        return true;
      case 'br':
        this.#jump(i);
        return false;
      case 'leave':
        this.#stack = [];
        return false;
      case 'brfalse':
      case 'brtrue':
      case 'switch':
        this.#drop(this.#pop());
        this.#jump(i);
        return true;
      case 'beq':
      case 'bge':
      case 'bgt':
      case 'ble':
      case 'blt':
      case 'bne':
        for (const item of this.#pops(2)) this.#drop(item);
        this.#jump(i);
        return true;
      case 'ret':
        if (this.method.signature.returns !== 'void') this.#lines.push(`return ${textOf(this.#pop())};`);
        return false;
      case 'throw':
        this.#drop(this.#pop());
        return false;
      case 'rethrow':
      case 'endfinally':
      case 'endfilter':
        return false;
      case 'initobj':
        this.#pop();
        return true;
      case 'calli':
      case 'jmp':
        this.#stack = [];
        return true;
      case 'cpblk':
      case 'initblk':
        this.#pops(3);
        return true;
      case 'cpobj':
        this.#pops(2);
        return true;
      case 'sizeof':
      case 'arglist':
        this.#stack.push({ text: '0' });
        return true;
      default: {
        const operator = BINARY[stem];
        if (operator !== undefined) {
          const [a = UNKNOWN, b = UNKNOWN] = this.#pops(2);
          this.#push(`(${textOf(a)} ${operator} ${textOf(b)})`);
        }
        // conv, box, unbox, ldind, ldobj, prefixes, nop: the value stays what it is.
        return true;
      }
    }
  }

  #jump(i: Instruction): void {
    if (this.#stack.length === 0) return;
    this.#spill();
    for (const target of jumps(i)) this.#merged.set(target, this.#stack.length);
  }

  #constant(i: Instruction): void {
    const known = /^ldc\.i4\.(m1|\d)$/.exec(i.name)?.[1];
    const value = known === undefined ? Number(i.operand ?? 0) : known === 'm1' ? -1 : Number(known);
    this.#stack.push({ text: Number.isFinite(value) ? String(value) : '0', number: value });
  }

  #duplicate(): void {
    const item = this.#pop();
    if (item.elements !== undefined || item.isFunction === true || /^[\w.]+$/.test(item.text)) {
      this.#stack.push(item, item);
      return;
    }
    const name = `t${this.#temporaries++}`;
    this.#lines.push(`${item.type ?? 'var'} ${name} = ${item.text};`);
    const kept = item.type === undefined ? { text: name } : { text: name, type: item.type };
    this.#stack.push(kept, kept);
  }

  #function(member: Member | undefined): void {
    const own =
      member?.kind === 'method' && member.own !== undefined ? this.context.assembly.method(member.own) : undefined;
    if (own !== undefined) this.#stack.push({ text: methodName(own), isFunction: true });
    else if (member?.kind === 'method')
      this.#stack.push({ text: `${simpleType(member.type)}.${identifier(member.name, 'm')}`, isFunction: true });
    else this.#stack.push(UNKNOWN);
  }

  #field(member: Member | undefined, object: Item | undefined): Item {
    if (member?.kind !== 'field') return UNKNOWN;
    if (member.own !== undefined) {
      const control = controlName(member.fieldType);
      return { text: control ?? fieldName(member.name, member.own), type: simpleType(member.fieldType) };
    }
    if (member.type === 'System.String') return { text: '""' };
    const owner = object === undefined ? simpleType(member.type) : textOf(object);
    const control = controlName(member.fieldType);
    return { text: control ?? `${owner}.${identifier(member.name, 'field')}`, type: simpleType(member.fieldType) };
  }

  #token(operand: number): void {
    const member = this.context.assembly.member(operand);
    if (member?.kind === 'field' && member.own !== undefined) this.#stack.push({ text: '0', data: member.own });
    else this.#stack.push({ text: member === undefined ? 'object' : simpleType(member.type) });
  }

  #array(token: number): void {
    const member = this.context.assembly.member(token);
    const size = this.#pop();
    const count = size.number;
    if (count !== undefined && count >= 0 && count <= MAX_ELEMENTS)
      this.#stack.push({
        text: 'new object[0]',
        elements: new Array<string | undefined>(count),
        width: WIDTHS.get(member?.type ?? '') ?? 1,
      });
    else this.#push(`new object[${textOf(size)}]`);
  }

  #store(): void {
    const [array = UNKNOWN, index = UNKNOWN, value = UNKNOWN] = this.#pops(3);
    if (array.elements !== undefined && index.number !== undefined && index.number < array.elements.length)
      array.elements[index.number] = textOf(value);
    else this.#lines.push(`${textOf(array)}[${textOf(index)}] = ${textOf(value)};`);
  }

  #cast(token: number): void {
    const item = this.#pop();
    const member = this.context.assembly.member(token);
    const type = member === undefined ? 'object' : simpleType(member.type);
    if (item.elements !== undefined || item.isFunction === true) this.#stack.push(item);
    else this.#push(`(${item.text} as ${type})`, type);
  }

  #create(member: Member | undefined): void {
    if (member?.kind !== 'method') {
      this.#stack.push(UNKNOWN);
      return;
    }
    const items = this.#arguments(member.signature.parameters);
    const target = items[1];
    // A delegate is the function that it stands for.
    if (items.length === 2 && target?.isFunction === true) {
      this.#stack.push(target);
      return;
    }
    const own = member.own === undefined ? undefined : this.context.assembly.method(member.own);
    const args = items.map(textOf).join(', ');
    const type = simpleType(member.type);
    if (own !== undefined) this.#push(`${methodName(own)}(${args})`, type);
    else this.#push(`new ${type}(${args})`, type);
  }

  #call(member: Member | undefined): void {
    if (member?.kind !== 'method') return;
    const { signature } = member;
    const items = this.#arguments(signature.parameters);
    const receiver = signature.hasThis ? this.#pop() : undefined;
    const text = this.#callText(member, receiver, items);
    if (text === undefined) return;
    if (signature.returns === 'void') this.#lines.push(`${text};`);
    else {
      const type = simpleType(signature.returns);
      this.#push(platformObject(signature.returns) ?? text, type);
    }
  }

  #callText(
    member: Extract<Member, { kind: 'method' }>,
    receiver: Item | undefined,
    items: Item[],
  ): string | undefined {
    const args = items.map(textOf);
    const own = member.own === undefined ? undefined : this.context.assembly.method(member.own);
    const { type, name } = member;
    if (name === 'Invoke' && receiver !== undefined && (own === undefined ? DELEGATE.test(type) : own.rva === 0))
      return `${textOf(receiver)}(${args.join(', ')})`;
    if (own !== undefined) return `${methodName(own)}(${args.join(', ')})`;
    if (type === 'System.Runtime.CompilerServices.RuntimeHelpers' && name === 'InitializeArray') {
      this.#initialise(items[0], items[1]);
      return undefined;
    }
    if (type === 'System.Type' && name === 'GetTypeFromHandle') return args[0] ?? 'object';
    if (type === 'System.String' && name === 'Concat' && args.length > 0) {
      const list = items.length === 1 ? items[0]?.elements?.map((e) => e ?? '""') : args;
      if (list !== undefined && list.length > 0) return `(${list.join(' + ')})`;
    }
    if (name === 'op_Implicit' || name === 'op_Explicit') return args[0] ?? 'null';
    if (/^op_(?:Ine|E)quality$/.test(name)) return `(${args.join(' == ')})`;
    // A constructor of the base class.
    if (name === '.ctor') return `object(${args.join(', ')})`;
    const object = this.#receiver(type, receiver);
    const accessor = /^(get|set)_(\w+)$/.exec(name);
    if (accessor !== null) return property(object, accessor[1] === 'set', accessor[2] ?? '', args);
    // By its name, an assembly is looked up among those of the server; nothing comes from the caller.
    if (type === 'System.Reflection.Assembly' && name === 'Load' && member.signature.parameters[0] !== 'byte[]')
      return `${object}.Named(${args.join(', ')})`;
    const method = identifier(name.slice(name.lastIndexOf('.') + 1), 'm');
    return `${object}.${method}(${args.join(', ')})`;
  }

  /** Whom a member of the class library is called on, as a page would write it. */
  #receiver(type: string, receiver: Item | undefined): string {
    const object = platformObject(type) ?? controlName(type);
    if (object !== undefined) return object;
    const simple = simpleType(type);
    if (receiver === undefined || receiver.text === 'this') return simple;
    if (receiver.isFunction === true || receiver.elements !== undefined) return textOf(receiver);
    if (receiver.type === simple || receiver.type === 'string' || simple === 'object' || simple === 'Object')
      return receiver.text;
    return /^[\w.]+$/.test(receiver.text) ? receiver.text : `(${receiver.text} as ${simple})`;
  }

  /** An array of constants that the compiler laid down as bytes. */
  #initialise(array: Item | undefined, handle: Item | undefined): void {
    const elements = array?.elements;
    if (elements === undefined || handle?.data === undefined) return;
    const width = array?.width ?? 1;
    const bytes = this.context.assembly.fieldData(handle.data, Math.min(elements.length * width, MAX_DATA));
    if (bytes === undefined) return;
    for (let i = 0; i < elements.length && (i + 1) * width <= bytes.length; i++) {
      let value = 0;
      for (let b = Math.min(width, 4) - 1; b >= 0; b--) value = value * 256 + (bytes[i * width + b] ?? 0);
      elements[i] = String(value);
    }
  }
}

function property(object: string, set: boolean, name: string, args: readonly string[]): string {
  const indexer = name === 'Item' || name === 'Chars';
  const target = indexer ? object : `${object}.${name}`;
  const keys = set ? args.slice(0, -1) : args;
  const place = keys.length > 0 ? `${target}[${keys.join(', ')}]` : target;
  return set ? `${place} = ${args.at(-1) ?? 'null'}` : place;
}

function textOf(item: Item): string {
  if (item.elements === undefined) return item.text;
  return `new object[] { ${Array.from(item.elements, (e) => e ?? 'null').join(', ')} }`;
}

/** Number of the variable, from the name of the short form or the operand. */
function number(name: string, operand: number): number {
  const digit = /\.(\d)$/.exec(name)?.[1];
  return digit === undefined ? operand : Number(digit);
}

function jumps(i: Instruction): readonly number[] {
  if (i.targets !== undefined) return i.targets;
  return typeof i.operand === 'number' && /^(?:br|b[egln][etq]|leave)/.test(i.name) ? [i.operand] : [];
}
