/** Values of accounts and groups in the SAM. Source: libyal winreg-kb, sam-keys (structures F, V and C). */
import { binaryValue, fileTimeBytes, type ValueSketch } from '@allclear/parsers';
import { concat, utf16 } from './bytes.js';

export interface LocalAccount {
  readonly name: string;
  readonly rid: number;
  readonly created: number;
  readonly disabled?: boolean;
  readonly administrator?: boolean;
  readonly comment?: string;
}

const NORMAL = 0x0210;
const DISABLED = 0x0001;

export function accountValues(account: LocalAccount): ValueSketch[] {
  const f = new Uint8Array(80);
  const view = new DataView(f.buffer);
  view.setUint16(0, 3, true);
  f.set(fileTimeBytes(account.created), 24);
  view.setUint32(48, account.rid, true);
  view.setUint16(56, NORMAL | (account.disabled ? DISABLED : 0), true);
  const texts = [account.name, account.name, account.comment ?? ''].map(utf16);
  const head = new Uint8Array(0xcc);
  const fields = new DataView(head.buffer);
  let at = 0;
  for (const [i, text] of texts.entries()) {
    fields.setUint32(0x0c + 12 * i, at, true);
    fields.setUint32(0x10 + 12 * i, text.length, true);
    at += text.length;
  }
  return [binaryValue('F', f), binaryValue('V', concat([head, ...texts]))];
}

/** `parts`: what stands behind `S-1-5-`. */
export function sidBytes(parts: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + 4 * parts.length);
  bytes.set([1, parts.length, 0, 0, 0, 0, 0, 5]);
  const view = new DataView(bytes.buffer);
  for (const [i, part] of parts.entries()) view.setUint32(8 + 4 * i, part, true);
  return bytes;
}

export function groupValue(
  rid: number,
  name: string,
  comment: string,
  members: readonly (readonly number[])[],
): ValueSketch {
  const texts = [utf16(name), utf16(comment)];
  const sids = members.map(sidBytes);
  const head = new Uint8Array(0x34);
  const view = new DataView(head.buffer);
  view.setUint32(0, rid, true);
  view.setUint32(0x14, texts[0]?.length ?? 0, true);
  view.setUint32(0x1c, texts[0]?.length ?? 0, true);
  view.setUint32(0x20, texts[1]?.length ?? 0, true);
  view.setUint32(
    0x28,
    texts.reduce((sum, text) => sum + text.length, 0),
    true,
  );
  view.setUint32(
    0x2c,
    sids.reduce((sum, sid) => sum + sid.length, 0),
    true,
  );
  view.setUint32(0x30, members.length, true);
  return binaryValue('C', concat([head, ...texts, ...sids]));
}

/** The domain's V ends with the three numbers of the computer. */
export function domainValue(machine: readonly [number, number, number]): ValueSketch {
  const bytes = new Uint8Array(0x150);
  const view = new DataView(bytes.buffer);
  for (const [i, part] of machine.entries()) view.setUint32(bytes.length - 12 + 4 * i, part, true);
  return binaryValue('V', bytes);
}
