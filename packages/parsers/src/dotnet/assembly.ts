/** A .NET assembly as names, signatures and code: what its tables say, put together. ECMA-335, partition II. */
import type { Problem } from '@allclear/model';
import type { PeSection } from '../pe/index.js';
import { parsePe } from '../pe/index.js';
import { type MethodBody, readBody } from './body.js';
import { MAX_BODY_RATIO, MAX_NESTING, MAX_SIGNATURE_ITEMS } from './limits.js';
import { fileOffset, Metadata, metadataOffset, type RowIndex } from './metadata.js';
import { TABLE } from './schema.js';
import {
  fieldType,
  isFieldSignature,
  localTypes,
  type MethodSignature,
  methodSignature,
  typeSpec,
} from './signature.js';

export interface AssemblyIdentity {
  readonly name: string;
  /** Four numbers. */
  readonly version: string;
  readonly culture: string;
  /** Whether a public key is there; whether the signature is right is not checked. */
  readonly strongNamed: boolean;
}

export interface DotNetType {
  /** Row of TypeDef. */
  readonly row: number;
  /** `Namespace.Outer+Inner`. */
  readonly fullName: string;
  readonly name: string;
  readonly base: string | undefined;
  readonly interfaces: readonly string[];
  readonly isInterface: boolean;
  readonly methods: readonly DotNetMethod[];
  readonly fields: readonly DotNetField[];
}

export interface DotNetMethod {
  /** Row of MethodDef. */
  readonly row: number;
  readonly type: string;
  readonly name: string;
  readonly isStatic: boolean;
  readonly isVirtual: boolean;
  readonly signature: MethodSignature;
  /** Names of the parameters as far as the assembly keeps them. */
  readonly parameters: readonly string[];
  /** Relative virtual address of the body; 0: none (abstract, native). */
  readonly rva: number;
  /** Function of a native library that the method stands for. */
  readonly native: { readonly library: string; readonly entry: string } | undefined;
  /** Full names of its attributes' types. */
  readonly attributes: readonly string[];
}

export interface DotNetField {
  readonly row: number;
  readonly name: string;
  readonly type: string;
  readonly isStatic: boolean;
  /** Text or number that the compiler knew. */
  readonly constant: string | number | undefined;
}

/** What a token in code names. */
export type Member =
  | {
      readonly kind: 'method';
      readonly type: string;
      readonly name: string;
      readonly signature: MethodSignature;
      /** Row of MethodDef where the method is the assembly's own. */
      readonly own: number | undefined;
      /** Number of type arguments given. */
      readonly generic: number;
    }
  | {
      readonly kind: 'field';
      readonly type: string;
      readonly name: string;
      readonly fieldType: string;
      readonly own: number | undefined;
    }
  | { readonly kind: 'type'; readonly type: string };

export interface ManifestResource {
  readonly name: string;
  readonly isPublic: boolean;
  /** Content, where it lies in this file. */
  readonly bytes: Uint8Array | undefined;
}

const STATIC = 0x10;
const VIRTUAL = 0x40;
const INTERFACE = 0x20;

/** One assembly: its types and methods at once, code and heaps when asked for. Reads only, within the bounds of limits.ts. */
export class DotNetAssembly {
  readonly identity: AssemblyIdentity;
  readonly references: readonly AssemblyIdentity[];
  readonly types: readonly DotNetType[];
  /** Token of the method that a program starts with; 0: none. */
  readonly entryPoint: number;
  readonly runtime: string;
  readonly #methods = new Map<number, DotNetMethod>();
  readonly #fields = new Map<number, DotNetField>();
  readonly #members = new Map<number, Member | undefined>();
  readonly #typeNames = new Map<number, string>();
  readonly #enclosing = new Map<number, number>();
  #bodyBytes: number;

  constructor(
    readonly metadata: Metadata,
    readonly bytes: Uint8Array,
    readonly sections: readonly PeSection[],
    private readonly places: { readonly resources: number | undefined; readonly entryPoint: number },
  ) {
    const m = metadata;
    this.#bodyBytes = bytes.length * MAX_BODY_RATIO + (1 << 16);
    this.runtime = m.version;
    this.entryPoint = places.entryPoint;
    this.identity = {
      name: m.name(TABLE.assembly, 1, 7),
      version: this.#version(TABLE.assembly, 1, 1),
      culture: m.name(TABLE.assembly, 1, 8),
      strongNamed: m.blob(m.value(TABLE.assembly, 1, 6)).length > 0,
    };
    const references: AssemblyIdentity[] = [];
    for (let row = 1; row <= m.rows(TABLE.assemblyRef); row++)
      references.push({
        name: m.name(TABLE.assemblyRef, row, 6),
        version: this.#version(TABLE.assemblyRef, row, 0),
        culture: m.name(TABLE.assemblyRef, row, 7),
        strongNamed: m.blob(m.value(TABLE.assemblyRef, row, 5)).length > 0,
      });
    this.references = references;
    for (let row = 1; row <= m.rows(TABLE.nestedClass); row++) {
      const inner = m.value(TABLE.nestedClass, row, 0);
      if (!this.#enclosing.has(inner)) this.#enclosing.set(inner, m.value(TABLE.nestedClass, row, 1));
    }
    this.types = this.#readTypes();
  }

  get problems(): readonly Problem[] {
    return this.metadata.problems;
  }

  #version(table: number, row: number, column: number): string {
    return [0, 1, 2, 3].map((i) => this.metadata.value(table, row, column + i)).join('.');
  }

  #readTypes(): DotNetType[] {
    const m = this.metadata;
    const interfaces = new Map<number, string[]>();
    for (let row = 1; row <= m.rows(TABLE.interfaceImpl); row++) {
      const type = m.value(TABLE.interfaceImpl, row, 0);
      const list = interfaces.get(type) ?? [];
      if (list.length < 200) list.push(this.typeName(m.coded(TABLE.interfaceImpl, row, 1)));
      interfaces.set(type, list);
    }
    const native = this.#nativeMethods();
    const attributes = this.#methodAttributes();
    const constants = this.#constants();
    const types: DotNetType[] = [];
    const count = m.rows(TABLE.typeDef);
    for (let row = 1; row <= count; row++) {
      const fullName = this.typeName({ table: TABLE.typeDef, row });
      const base = m.coded(TABLE.typeDef, row, 3);
      const methods: DotNetMethod[] = [];
      for (const method of this.#range(row, 5, TABLE.methodDef, TABLE.methodPtr)) {
        if (this.#methods.has(method)) continue;
        const one = this.#readMethod(method, fullName, native.get(method), attributes.get(method) ?? []);
        this.#methods.set(method, one);
        methods.push(one);
      }
      const fields: DotNetField[] = [];
      for (const field of this.#range(row, 4, TABLE.field, TABLE.fieldPtr)) {
        if (this.#fields.has(field)) continue;
        const one: DotNetField = {
          row: field,
          name: m.name(TABLE.field, field, 1),
          type: fieldType(m.blob(m.value(TABLE.field, field, 2)), (i) => this.typeName(i)),
          isStatic: (m.value(TABLE.field, field, 0) & STATIC) !== 0,
          constant: constants.get(field),
        };
        this.#fields.set(field, one);
        fields.push(one);
      }
      types.push({
        row,
        fullName,
        name: m.name(TABLE.typeDef, row, 1),
        base: base.row === 0 ? undefined : this.typeName(base),
        interfaces: interfaces.get(row) ?? [],
        isInterface: (m.value(TABLE.typeDef, row, 0) & INTERFACE) !== 0,
        methods,
        fields,
      });
    }
    return types;
  }

  /** Rows of a list that begins in this row and ends where the next row's begins. */
  *#range(row: number, column: number, table: number, pointers: number): Generator<number> {
    const m = this.metadata;
    const indirect = m.rows(pointers) > 0;
    const most = indirect ? m.rows(pointers) : m.rows(table);
    const first = m.value(TABLE.typeDef, row, column);
    const next = row < m.rows(TABLE.typeDef) ? m.value(TABLE.typeDef, row + 1, column) : most + 1;
    for (let i = Math.max(first, 1); i < Math.min(next, most + 1); i++) yield indirect ? m.value(pointers, i, 0) : i;
  }

  #readMethod(row: number, type: string, native: DotNetMethod['native'], attributes: readonly string[]): DotNetMethod {
    const m = this.metadata;
    const flags = m.value(TABLE.methodDef, row, 2);
    const signature = methodSignature(m.blob(m.value(TABLE.methodDef, row, 4)), (i) => this.typeName(i));
    const first = m.value(TABLE.methodDef, row, 5);
    const most = m.rows(TABLE.param) + 1;
    const next = row < m.rows(TABLE.methodDef) ? m.value(TABLE.methodDef, row + 1, 5) : most;
    const parameters: string[] = signature.parameters.map(() => '');
    for (let i = Math.max(first, 1); i < Math.min(next, most, first + MAX_SIGNATURE_ITEMS); i++) {
      const position = m.value(TABLE.param, i, 1);
      if (position >= 1 && position <= parameters.length) parameters[position - 1] = m.name(TABLE.param, i, 2);
    }
    return {
      row,
      type,
      name: m.name(TABLE.methodDef, row, 3),
      isStatic: (flags & STATIC) !== 0,
      isVirtual: (flags & VIRTUAL) !== 0,
      signature,
      parameters,
      rva: m.value(TABLE.methodDef, row, 0),
      native,
      attributes,
    };
  }

  #nativeMethods(): Map<number, DotNetMethod['native']> {
    const m = this.metadata;
    const out = new Map<number, DotNetMethod['native']>();
    for (let row = 1; row <= m.rows(TABLE.implMap); row++) {
      const target = m.coded(TABLE.implMap, row, 1);
      if (target.table !== TABLE.methodDef) continue;
      out.set(target.row, {
        library: m.name(TABLE.moduleRef, m.value(TABLE.implMap, row, 3), 0),
        entry: m.name(TABLE.implMap, row, 2),
      });
    }
    return out;
  }

  #methodAttributes(): Map<number, string[]> {
    const m = this.metadata;
    const out = new Map<number, string[]>();
    for (let row = 1; row <= m.rows(TABLE.customAttribute); row++) {
      const owner = m.coded(TABLE.customAttribute, row, 0);
      if (owner.table !== TABLE.methodDef) continue;
      const maker = m.coded(TABLE.customAttribute, row, 1);
      if (maker.table !== TABLE.memberRef) continue;
      const list = out.get(owner.row) ?? [];
      if (list.length < 16) list.push(this.typeName(m.coded(TABLE.memberRef, maker.row, 0)));
      out.set(owner.row, list);
    }
    return out;
  }

  #constants(): Map<number, string | number> {
    const m = this.metadata;
    const out = new Map<number, string | number>();
    for (let row = 1; row <= m.rows(TABLE.constant); row++) {
      const owner = m.coded(TABLE.constant, row, 1);
      if (owner.table !== TABLE.field) continue;
      const blob = m.blob(m.value(TABLE.constant, row, 2));
      const kind = m.value(TABLE.constant, row, 0) & 0xff;
      if (kind === 0x0e) out.set(owner.row, new TextDecoder('utf-16le').decode(blob.subarray(0, 8192)));
      else if (blob.length === 4 && (kind === 8 || kind === 9))
        out.set(owner.row, new DataView(blob.buffer, blob.byteOffset, 4).getInt32(0, true));
    }
    return out;
  }

  /** Full name of a type; empty for the null index, `?` for what cannot be named. */
  typeName(index: RowIndex, depth = 0): string {
    if (index.row === 0) return '';
    if (depth > MAX_NESTING || index.table < 0) return '?';
    const key = index.table * 0x1000000 + index.row;
    const known = this.#typeNames.get(key);
    if (known !== undefined) return known;
    const name = this.#nameType(index, depth);
    this.#typeNames.set(key, name);
    return name;
  }

  #nameType({ table, row }: RowIndex, depth: number): string {
    const m = this.metadata;
    if (row > m.rows(table)) return '?';
    if (table === TABLE.typeSpec) {
      // Held against a specification that names itself.
      this.#typeNames.set(table * 0x1000000 + row, '?');
      return typeSpec(m.blob(m.value(TABLE.typeSpec, row, 0)), (i) => this.typeName(i, depth + 1));
    }
    if (table !== TABLE.typeDef && table !== TABLE.typeRef) return '?';
    const name = m.name(table, row, 1);
    const space = m.name(table, row, 2);
    const full = space === '' ? name : `${space}.${name}`;
    if (table === TABLE.typeDef) {
      const outer = this.#enclosing.get(row);
      return outer === undefined || outer === row
        ? full
        : `${this.typeName({ table, row: outer }, depth + 1)}+${full}`.slice(-4096);
    }
    const scope = m.coded(TABLE.typeRef, row, 0);
    return scope.table === TABLE.typeRef && scope.row !== row
      ? `${this.typeName(scope, depth + 1)}+${full}`.slice(-4096)
      : full;
  }

  method(row: number): DotNetMethod | undefined {
    return this.#methods.get(row);
  }

  field(row: number): DotNetField | undefined {
    return this.#fields.get(row);
  }

  /** What a token in code names; undefined for what names nothing. */
  member(token: number): Member | undefined {
    if (this.#members.has(token)) return this.#members.get(token);
    const member = this.#resolve(token, 0);
    this.#members.set(token, member);
    return member;
  }

  #resolve(token: number, generic: number): Member | undefined {
    const m = this.metadata;
    const table = token >>> 24;
    const row = token & 0xffffff;
    if (row === 0 || row > m.rows(table)) return undefined;
    switch (table) {
      case TABLE.methodDef: {
        const method = this.#methods.get(row);
        return (
          method && {
            kind: 'method',
            type: method.type,
            name: method.name,
            signature: method.signature,
            own: row,
            generic,
          }
        );
      }
      case TABLE.field: {
        const field = this.#fields.get(row);
        return field && { kind: 'field', type: '', name: field.name, fieldType: field.type, own: row };
      }
      case TABLE.memberRef: {
        const owner = m.coded(TABLE.memberRef, row, 0);
        const blob = m.blob(m.value(TABLE.memberRef, row, 2));
        const name = m.name(TABLE.memberRef, row, 1);
        const type =
          owner.table === TABLE.methodDef ? (this.#methods.get(owner.row)?.type ?? '?') : this.typeName(owner);
        const nameOf = (i: RowIndex): string => this.typeName(i);
        if (isFieldSignature(blob))
          return { kind: 'field', type, name, fieldType: fieldType(blob, nameOf), own: undefined };
        return { kind: 'method', type, name, signature: methodSignature(blob, nameOf), own: undefined, generic };
      }
      case TABLE.methodSpec: {
        const target = m.coded(TABLE.methodSpec, row, 0);
        if (target.table !== TABLE.methodDef && target.table !== TABLE.memberRef) return undefined;
        return this.#resolve(
          ((target.table << 24) | target.row) >>> 0,
          m.blob(m.value(TABLE.methodSpec, row, 1))[1] ?? 1,
        );
      }
      case TABLE.typeDef:
      case TABLE.typeRef:
      case TABLE.typeSpec:
        return { kind: 'type', type: this.typeName({ table, row }) };
      default:
        return undefined;
    }
  }

  /** Literal that a token 0x70…… names. */
  literal(token: number): string | undefined {
    return token >>> 24 === 0x70 ? this.metadata.userString(token & 0xffffff) : undefined;
  }

  /** The code of a method; undefined where it has none, or where the bodies together are larger than the file allows. */
  body(method: DotNetMethod): MethodBody | undefined {
    const at = fileOffset(this.sections, method.rva);
    if (at === undefined || at >= this.bytes.length || this.#bodyBytes <= 0 || method.native !== undefined)
      return undefined;
    const body = readBody(this.bytes, at);
    this.#bodyBytes -= (body.instructions.at(-1)?.at ?? 0) + 12;
    return body;
  }

  locals(body: MethodBody): readonly string[] {
    if (body.locals >>> 24 !== TABLE.standAloneSig) return [];
    const blob = this.metadata.blob(this.metadata.value(TABLE.standAloneSig, body.locals & 0xffffff, 0));
    return localTypes(blob, (i) => this.typeName(i));
  }

  /** Initial bytes of a field of a fixed place: what a compiler makes of an array of constants. At most `limit`. */
  fieldData(row: number, limit: number): Uint8Array | undefined {
    const m = this.metadata;
    for (let i = 1; i <= m.rows(TABLE.fieldRva); i++) {
      if (m.value(TABLE.fieldRva, i, 1) !== row) continue;
      const at = fileOffset(this.sections, m.value(TABLE.fieldRva, i, 0));
      return at === undefined ? undefined : this.bytes.subarray(at, at + limit);
    }
    return undefined;
  }

  *memberReferences(): Generator<Member> {
    for (let row = 1; row <= this.metadata.rows(TABLE.memberRef); row++) {
      const member = this.member(((TABLE.memberRef << 24) | row) >>> 0);
      if (member !== undefined) yield member;
    }
  }

  *typeReferences(): Generator<string> {
    for (let row = 1; row <= this.metadata.rows(TABLE.typeRef); row++)
      yield this.typeName({ table: TABLE.typeRef, row });
  }

  *resources(): Generator<ManifestResource> {
    const m = this.metadata;
    for (let row = 1; row <= m.rows(TABLE.manifestResource); row++) {
      const inside = m.coded(TABLE.manifestResource, row, 3).row === 0;
      const base = this.places.resources;
      const at = base === undefined ? undefined : base + m.value(TABLE.manifestResource, row, 0);
      let content: Uint8Array | undefined;
      if (inside && at !== undefined && at + 4 <= this.bytes.length) {
        const length = new DataView(this.bytes.buffer, this.bytes.byteOffset).getUint32(at, true);
        content = this.bytes.subarray(at + 4, Math.min(at + 4 + length, this.bytes.length));
      }
      yield {
        name: m.name(TABLE.manifestResource, row, 2),
        isPublic: (m.value(TABLE.manifestResource, row, 1) & 7) === 1,
        bytes: content,
      };
    }
  }
}

/** `assembly` is undefined where the bytes are no .NET assembly. Total: damage gives what could be read, and problems. */
export function parseDotNet(bytes: Uint8Array): {
  readonly assembly: DotNetAssembly | undefined;
  readonly problems: readonly Problem[];
} {
  const pe = parsePe(bytes);
  if (pe.facts === undefined) return { assembly: undefined, problems: pe.problems };
  const places = pe.facts.dotNet ? metadataOffset(bytes, pe.facts.sections) : undefined;
  if (places === undefined)
    return {
      assembly: undefined,
      problems: [{ code: 'ALC-P003', detail: 'not a .NET assembly: it has no CLR header' }],
    };
  const metadata = new Metadata(bytes, places.root);
  return { assembly: new DotNetAssembly(metadata, bytes, pe.facts.sections, places), problems: metadata.problems };
}
