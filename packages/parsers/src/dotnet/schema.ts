/** Layout of the metadata tables. ECMA-335, 6th edition, II.22 (tables), II.24.2.6 (coded indexes). Layout only. */

export const TABLE = {
  module: 0x00,
  typeRef: 0x01,
  typeDef: 0x02,
  fieldPtr: 0x03,
  field: 0x04,
  methodPtr: 0x05,
  methodDef: 0x06,
  paramPtr: 0x07,
  param: 0x08,
  interfaceImpl: 0x09,
  memberRef: 0x0a,
  constant: 0x0b,
  customAttribute: 0x0c,
  property: 0x17,
  moduleRef: 0x1a,
  typeSpec: 0x1b,
  implMap: 0x1c,
  fieldRva: 0x1d,
  assembly: 0x20,
  assemblyRef: 0x23,
  exportedType: 0x27,
  manifestResource: 0x28,
  nestedClass: 0x29,
  methodSpec: 0x2b,
  standAloneSig: 0x11,
} as const;

/** Highest table that ECMA-335 defines; portable debug tables (0x30 to 0x37) never lie in assemblies. */
export const LAST_TABLE = 0x2c;

/** Bits of the tag, and the table of each tag value (-1: unused). */
export interface CodedIndex {
  readonly bits: number;
  readonly tables: readonly number[];
}

const coded = (bits: number, ...tables: number[]): CodedIndex => ({ bits, tables });

export const CODED = {
  typeDefOrRef: coded(2, 0x02, 0x01, 0x1b),
  hasConstant: coded(2, 0x04, 0x08, 0x17),
  hasCustomAttribute: coded(
    5,
    ...[0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0a, 0x00, 0x0e, 0x17, 0x14],
    ...[0x11, 0x1a, 0x1b, 0x20, 0x23, 0x26, 0x27, 0x28, 0x2a, 0x2c, 0x2b],
  ),
  hasFieldMarshal: coded(1, 0x04, 0x08),
  hasDeclSecurity: coded(2, 0x02, 0x06, 0x20),
  memberRefParent: coded(3, 0x02, 0x01, 0x1a, 0x06, 0x1b),
  hasSemantics: coded(1, 0x14, 0x17),
  methodDefOrRef: coded(1, 0x06, 0x0a),
  memberForwarded: coded(1, 0x04, 0x06),
  implementation: coded(2, 0x26, 0x23, 0x27),
  customAttributeType: coded(3, -1, -1, 0x06, 0x0a),
  resolutionScope: coded(2, 0x00, 0x1a, 0x23, 0x01),
  typeOrMethodDef: coded(1, 0x02, 0x06),
} as const;

/** `2`, `4`: a number of so many bytes; `s`, `g`, `b`: index into a heap; a number of a table: index into it; or coded. */
export type Column = '2' | '4' | 's' | 'g' | 'b' | { readonly table: number } | CodedIndex;

const to = (table: number): Column => ({ table });
const C = CODED;

/** Columns of each table, by number; all of them, because sizes of earlier tables place the later ones. */
export const COLUMNS: readonly (readonly Column[])[] = [
  ['2', 's', 'g', 'g', 'g'],
  [C.resolutionScope, 's', 's'],
  ['4', 's', 's', C.typeDefOrRef, to(0x04), to(0x06)],
  [to(0x04)],
  ['2', 's', 'b'],
  [to(0x06)],
  ['4', '2', '2', 's', 'b', to(0x08)],
  [to(0x08)],
  ['2', '2', 's'],
  [to(0x02), C.typeDefOrRef],
  [C.memberRefParent, 's', 'b'],
  ['2', C.hasConstant, 'b'],
  [C.hasCustomAttribute, C.customAttributeType, 'b'],
  [C.hasFieldMarshal, 'b'],
  ['2', C.hasDeclSecurity, 'b'],
  ['2', '4', to(0x02)],
  ['4', to(0x04)],
  ['b'],
  [to(0x02), to(0x14)],
  [to(0x14)],
  ['2', 's', C.typeDefOrRef],
  [to(0x02), to(0x17)],
  [to(0x17)],
  ['2', 's', 'b'],
  ['2', to(0x06), C.hasSemantics],
  [to(0x02), C.methodDefOrRef, C.methodDefOrRef],
  ['s'],
  ['b'],
  ['2', C.memberForwarded, 's', to(0x1a)],
  ['4', to(0x04)],
  ['4', '4'],
  ['4'],
  ['4', '2', '2', '2', '2', '4', 'b', 's', 's'],
  ['4'],
  ['4', '4', '4'],
  ['2', '2', '2', '2', '4', 'b', 's', 's', 'b'],
  ['4', to(0x23)],
  ['4', '4', '4', to(0x23)],
  ['4', 's', 'b'],
  ['4', '4', 's', 's', C.implementation],
  ['4', '4', 's', C.implementation],
  [to(0x02), to(0x02)],
  ['2', '2', C.typeOrMethodDef, 's'],
  [C.methodDefOrRef, 'b'],
  [to(0x2a), C.typeDefOrRef],
];
