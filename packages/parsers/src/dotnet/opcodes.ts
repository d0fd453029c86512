/**
 * Instructions of the Common Intermediate Language (ECMA-335 III), in the order of their codes; `-`: no such code.
 * Behind the colon the operand: b, w number of a variable (1, 2 bytes), i1 i4 i8 r4 r8 constants, t token, j1 j4 distance
 * of a branch, sw table of branches.
 */
const ONE_BYTE = [
  'nop break ldarg.0 ldarg.1 ldarg.2 ldarg.3 ldloc.0 ldloc.1 ldloc.2 ldloc.3 stloc.0 stloc.1',
  'stloc.2 stloc.3 ldarg.s:b ldarga.s:b starg.s:b ldloc.s:b ldloca.s:b stloc.s:b ldnull ldc.i4.m1 ldc.i4.0 ldc.i4.1',
  'ldc.i4.2 ldc.i4.3 ldc.i4.4 ldc.i4.5 ldc.i4.6 ldc.i4.7 ldc.i4.8 ldc.i4.s:i1 ldc.i4:i4 ldc.i8:i8 ldc.r4:r4 ldc.r8:r8',
  '- dup pop jmp:t call:t calli:t ret br.s:j1 brfalse.s:j1 brtrue.s:j1 beq.s:j1 bge.s:j1',
  'bgt.s:j1 ble.s:j1 blt.s:j1 bne.un.s:j1 bge.un.s:j1 bgt.un.s:j1 ble.un.s:j1 blt.un.s:j1 br:j4 brfalse:j4 brtrue:j4 beq:j4',
  'bge:j4 bgt:j4 ble:j4 blt:j4 bne.un:j4 bge.un:j4 bgt.un:j4 ble.un:j4 blt.un:j4 switch:sw ldind.i1 ldind.u1',
  'ldind.i2 ldind.u2 ldind.i4 ldind.u4 ldind.i8 ldind.i ldind.r4 ldind.r8 ldind.ref stind.ref stind.i1 stind.i2',
  'stind.i4 stind.i8 stind.r4 stind.r8 add sub mul div div.un rem rem.un and',
  'or xor shl shr shr.un neg not conv.i1 conv.i2 conv.i4 conv.i8 conv.r4',
  'conv.r8 conv.u4 conv.u8 callvirt:t cpobj:t ldobj:t ldstr:t newobj:t castclass:t isinst:t conv.r.un -',
  '- unbox:t throw ldfld:t ldflda:t stfld:t ldsfld:t ldsflda:t stsfld:t stobj:t conv.ovf.i1.un conv.ovf.i2.un',
  'conv.ovf.i4.un conv.ovf.i8.un conv.ovf.u1.un conv.ovf.u2.un conv.ovf.u4.un conv.ovf.u8.un conv.ovf.i.un conv.ovf.u.un box:t newarr:t ldlen ldelema:t',
  'ldelem.i1 ldelem.u1 ldelem.i2 ldelem.u2 ldelem.i4 ldelem.u4 ldelem.i8 ldelem.i ldelem.r4 ldelem.r8 ldelem.ref stelem.i',
  'stelem.i1 stelem.i2 stelem.i4 stelem.i8 stelem.r4 stelem.r8 stelem.ref ldelem:t stelem:t unbox.any:t - -',
  '- - - - - - - - - - - conv.ovf.i1',
  'conv.ovf.u1 conv.ovf.i2 conv.ovf.u2 conv.ovf.i4 conv.ovf.u4 conv.ovf.i8 conv.ovf.u8 - - - - -',
  '- - refanyval:t ckfinite - - mkrefany:t - - - - -',
  '- - - - ldtoken:t conv.u2 conv.u1 conv.i conv.ovf.i conv.ovf.u add.ovf add.ovf.un',
  'mul.ovf mul.ovf.un sub.ovf sub.ovf.un endfinally leave:j4 leave.s:j1 stind.i conv.u',
]
  .join(' ')
  .split(' ');

/** Behind the byte 0xFE. */
const TWO_BYTES = [
  'arglist ceq cgt cgt.un clt clt.un ldftn:t ldvirtftn:t - ldarg:w ldarga:w starg:w',
  'ldloc:w ldloca:w stloc:w localloc - endfilter unaligned.:b volatile. tail. initobj:t constrained.:t cpblk',
  'initblk no.:b rethrow - sizeof:t refanytype readonly.',
]
  .join(' ')
  .split(' ');

export type Operand = '' | 'b' | 'w' | 'i1' | 'i4' | 'i8' | 'r4' | 'r8' | 't' | 'j1' | 'j4' | 'sw';

export interface Opcode {
  readonly name: string;
  readonly operand: Operand;
}

const OPERANDS: readonly Operand[] = ['', 'b', 'w', 'i1', 'i4', 'i8', 'r4', 'r8', 't', 'j1', 'j4', 'sw'];

const table = (names: readonly string[]): readonly (Opcode | undefined)[] =>
  names.map((entry) => {
    if (entry === '-') return undefined;
    const [name = '', operand = ''] = entry.split(':');
    return { name, operand: OPERANDS.find((o) => o === operand) ?? '' };
  });

const SHORT = table(ONE_BYTE);
const LONG = table(TWO_BYTES);

export const PREFIX = 0xfe;

/** `second`: the byte behind the prefix. */
export function opcodeOf(first: number, second: number): Opcode | undefined {
  return first === PREFIX ? LONG[second] : SHORT[first];
}
