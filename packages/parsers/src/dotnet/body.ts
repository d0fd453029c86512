/** Bodies of methods: header, instructions, exception clauses (ECMA-335 II.25.4). */
import { Cursor } from './cursor.js';
import { MAX_CLAUSES, MAX_INSTRUCTIONS } from './limits.js';
import { opcodeOf, PREFIX } from './opcodes.js';

export interface Instruction {
  /** Offset in the code of the method. */
  readonly at: number;
  readonly name: string;
  /** Constant, number of a variable, token, or target of a branch; undefined where there is no operand. */
  readonly operand: number | bigint | undefined;
  /** Targets of `switch`. */
  readonly targets: readonly number[] | undefined;
}

export interface ExceptionClause {
  readonly kind: 'catch' | 'filter' | 'finally' | 'fault';
  readonly tryAt: number;
  readonly tryEnd: number;
  readonly handlerAt: number;
  readonly handlerEnd: number;
  /** Token of the type that is caught, or offset of the filter. */
  readonly detail: number;
}

export interface MethodBody {
  readonly maxStack: number;
  /** Token of the signature of the local variables; 0: none. */
  readonly locals: number;
  readonly instructions: readonly Instruction[];
  readonly clauses: readonly ExceptionClause[];
  /** Decoded to its end. */
  readonly whole: boolean;
}

const FAT = 3;
const MORE_SECTIONS = 0x8;
const KINDS: Readonly<Record<number, ExceptionClause['kind']>> = { 0: 'catch', 1: 'filter', 2: 'finally', 4: 'fault' };

/** `at`: file offset of the method's header. */
export function readBody(bytes: Uint8Array, at: number): MethodBody {
  const cursor = new Cursor(bytes, at);
  const first = cursor.u8();
  let maxStack = 8;
  let locals = 0;
  let size = first >> 2;
  let more = false;
  if ((first & 3) === FAT) {
    more = (first & MORE_SECTIONS) !== 0;
    const headerSize = (cursor.u8() >> 4) * 4;
    maxStack = cursor.u16();
    size = cursor.u32();
    locals = cursor.u32();
    cursor.at = at + Math.max(headerSize, 12);
  }
  const start = cursor.at;
  const end = Math.min(start + size, bytes.length);
  const instructions: Instruction[] = [];
  const code = new Cursor(bytes, start, end);
  let whole = end === start + size;
  while (code.at < end) {
    if (instructions.length >= MAX_INSTRUCTIONS) {
      whole = false;
      break;
    }
    const instruction = decode(code, start);
    if (instruction === undefined) {
      whole = false;
      break;
    }
    instructions.push(instruction);
  }
  const clauses = more ? readClauses(bytes, (start + size + 3) & ~3) : [];
  return { maxStack, locals, instructions, clauses, whole };
}

function decode(code: Cursor, start: number): Instruction | undefined {
  const at = code.at - start;
  const first = code.u8();
  const opcode = opcodeOf(first, first === PREFIX ? code.u8() : 0);
  if (opcode === undefined) return undefined;
  let operand: number | bigint | undefined;
  let targets: number[] | undefined;
  switch (opcode.operand) {
    case 'b':
      operand = code.u8();
      break;
    case 'w':
      operand = code.u16();
      break;
    case 'i1':
      operand = code.i8();
      break;
    case 'i4':
      operand = code.i32();
      break;
    case 'i8':
      operand = code.i64();
      break;
    case 'r4':
      operand = code.f32();
      break;
    case 'r8':
      operand = code.f64();
      break;
    case 't':
      operand = code.u32();
      break;
    case 'j1':
      operand = code.i8() + code.at - start;
      break;
    case 'j4':
      operand = code.i32() + code.at - start;
      break;
    case 'sw': {
      const count = code.u32();
      if (count * 4 > code.end - code.at) return undefined;
      const distances: number[] = [];
      for (let i = 0; i < count; i++) distances.push(code.i32());
      const base = code.at - start;
      targets = distances.map((d) => d + base);
      break;
    }
  }
  return code.overrun ? undefined : { at, name: opcode.name, operand, targets };
}

function readClauses(bytes: Uint8Array, at: number): ExceptionClause[] {
  const out: ExceptionClause[] = [];
  const cursor = new Cursor(bytes, at);
  for (;;) {
    const section = cursor.at;
    const flags = cursor.u8();
    const fat = (flags & 0x40) !== 0;
    const length = fat ? cursor.u8() | (cursor.u8() << 8) | (cursor.u8() << 16) : cursor.u8();
    if (!fat) cursor.at += 2;
    if (cursor.overrun || length < 4) return out;
    if ((flags & 0x3f) === 1) {
      const count = Math.floor((length - 4) / (fat ? 24 : 12));
      for (let i = 0; i < count; i++) {
        const kind = fat ? cursor.u32() : cursor.u16();
        const tryAt = fat ? cursor.u32() : cursor.u16();
        const tryLength = fat ? cursor.u32() : cursor.u8();
        const handlerAt = fat ? cursor.u32() : cursor.u16();
        const handlerLength = fat ? cursor.u32() : cursor.u8();
        const detail = cursor.u32();
        if (cursor.overrun || out.length >= MAX_CLAUSES) return out;
        out.push({
          kind: KINDS[kind & 7] ?? 'catch',
          tryAt,
          tryEnd: tryAt + tryLength,
          handlerAt,
          handlerEnd: handlerAt + handlerLength,
          detail,
        });
      }
    }
    if ((flags & 0x80) === 0 || section + length <= section) return out;
    cursor.at = (section + length + 3) & ~3;
  }
}
