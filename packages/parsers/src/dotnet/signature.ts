/** Signatures of methods, fields and local variables (ECMA-335 II.23.2) with types as names. */
import { Cursor } from './cursor.js';
import { MAX_NESTING, MAX_SIGNATURE_ITEMS } from './limits.js';
import { decodeIndex, type RowIndex } from './metadata.js';
import { CODED } from './schema.js';

export interface MethodSignature {
  readonly hasThis: boolean;
  /** Type parameters of the method itself. */
  readonly generic: number;
  /** `void` where it gives nothing. */
  readonly returns: string;
  readonly parameters: readonly string[];
}

export type TypeName = (index: RowIndex) => string;

const PRIMITIVES: readonly string[] = [
  '',
  'void',
  'bool',
  'char',
  'sbyte',
  'byte',
  'short',
  'ushort',
  'int',
  'uint',
  'long',
  'ulong',
  'float',
  'double',
  'string',
];

class SignatureReader {
  #left = MAX_SIGNATURE_ITEMS;
  constructor(
    readonly cursor: Cursor,
    readonly nameOf: TypeName,
  ) {}

  type(depth: number): string {
    const { cursor } = this;
    if (depth > MAX_NESTING || this.#left-- <= 0 || cursor.overrun) return '?';
    const kind = cursor.u8();
    const plain = PRIMITIVES[kind];
    if (plain !== undefined && plain !== '') return plain;
    switch (kind) {
      case 0x0f:
        return `${this.type(depth + 1)}*`;
      case 0x10:
        return `${this.type(depth + 1)}&`;
      case 0x11:
      case 0x12:
        return this.nameOf(decodeIndex(cursor.compressed(), CODED.typeDefOrRef));
      case 0x13:
        return `!${cursor.compressed()}`;
      case 0x1e:
        return `!!${cursor.compressed()}`;
      case 0x14: {
        const element = this.type(depth + 1);
        const rank = cursor.compressed();
        const sizes = cursor.compressed();
        for (let i = 0; i < sizes && !cursor.overrun; i++) cursor.compressed();
        const bounds = cursor.compressed();
        for (let i = 0; i < bounds && !cursor.overrun; i++) cursor.compressed();
        return `${element}[${','.repeat(Math.min(Math.max(rank - 1, 0), 31))}]`;
      }
      case 0x15: {
        const open = this.type(depth + 1);
        const count = cursor.compressed();
        const parts: string[] = [];
        for (let i = 0; i < count && this.#left > 0 && !cursor.overrun; i++) parts.push(this.type(depth + 1));
        return `${open}<${parts.join(',')}>`.slice(0, 4096);
      }
      case 0x16:
        return 'typedref';
      case 0x18:
        return 'nint';
      case 0x19:
        return 'nuint';
      case 0x1b:
        this.method(depth + 1);
        return 'method*';
      case 0x1c:
        return 'object';
      case 0x1d:
        return `${this.type(depth + 1)}[]`;
      case 0x1f:
      case 0x20:
        cursor.compressed();
        return this.type(depth + 1);
      case 0x41:
      case 0x45:
        return this.type(depth + 1);
      default:
        return '?';
    }
  }

  method(depth: number): MethodSignature {
    const flags = this.cursor.u8();
    const generic = (flags & 0x10) !== 0 ? this.cursor.compressed() : 0;
    const count = this.cursor.compressed();
    const returns = this.type(depth);
    const parameters: string[] = [];
    for (let i = 0; i < count && !this.cursor.overrun && this.#left > 0; i++) parameters.push(this.type(depth));
    return { hasThis: (flags & 0x20) !== 0 && (flags & 0x40) === 0, generic, returns, parameters };
  }
}

export function methodSignature(blob: Uint8Array, nameOf: TypeName): MethodSignature {
  return new SignatureReader(new Cursor(blob), nameOf).method(0);
}

/** Whether a member reference is a field (II.23.2.4). */
export const isFieldSignature = (blob: Uint8Array): boolean => ((blob[0] ?? 0) & 0x0f) === 6;

export function fieldType(blob: Uint8Array, nameOf: TypeName): string {
  return new SignatureReader(new Cursor(blob, 1), nameOf).type(0);
}

export function typeSpec(blob: Uint8Array, nameOf: TypeName): string {
  return new SignatureReader(new Cursor(blob), nameOf).type(0);
}

/** Types of local variables (II.23.2.6). */
export function localTypes(blob: Uint8Array, nameOf: TypeName): string[] {
  const cursor = new Cursor(blob);
  if (cursor.u8() !== 0x07) return [];
  const count = Math.min(cursor.compressed(), MAX_SIGNATURE_ITEMS);
  const reader = new SignatureReader(cursor, nameOf);
  const out: string[] = [];
  for (let i = 0; i < count && !cursor.overrun; i++) out.push(reader.type(0));
  return out;
}
