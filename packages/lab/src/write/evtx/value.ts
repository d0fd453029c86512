/** Substitution values as their bytes. */
import { VALUE_TYPE } from './layout.js';

export interface EvtxValue {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** No value: an optional place in a template vanishes with its element or attribute. */
export const NOTHING: EvtxValue = { type: VALUE_TYPE.nothing, bytes: new Uint8Array(0) };

/** @throws RangeError for a NUL: XML cannot hold one, and readers take it for the end. */
export function text(value: string): EvtxValue {
  const bytes = new Uint8Array(2 * value.length);
  putText(bytes, 0, value);
  return { type: VALUE_TYPE.text, bytes };
}

/** An array of strings, each with an end mark: an element that holds nothing else stands for as many elements. */
export function texts(values: readonly string[]): EvtxValue {
  const bytes = new Uint8Array(values.reduce((sum, value) => sum + 2 * value.length + 2, 0));
  let at = 0;
  for (const value of values) {
    putText(bytes, at, value);
    at += 2 * value.length + 2;
  }
  return { type: VALUE_TYPE.texts, bytes };
}

function putText(bytes: Uint8Array, at: number, value: string): void {
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit === 0) throw new RangeError('text with a NUL');
    bytes[at + 2 * i] = unit & 0xff;
    bytes[at + 2 * i + 1] = unit >>> 8;
  }
}

export const uint8 = (value: number): EvtxValue => integer(VALUE_TYPE.uint8, 1, BigInt(value));
export const uint16 = (value: number): EvtxValue => integer(VALUE_TYPE.uint16, 2, BigInt(value));
export const uint32 = (value: number): EvtxValue => integer(VALUE_TYPE.uint32, 4, BigInt(value));
export const uint64 = (value: number | bigint): EvtxValue => integer(VALUE_TYPE.uint64, 8, BigInt(value));
export const hex32 = (value: number | bigint): EvtxValue => integer(VALUE_TYPE.hex32, 4, BigInt(value));
export const hex64 = (value: number | bigint): EvtxValue => integer(VALUE_TYPE.hex64, 8, BigInt(value));

function integer(type: number, width: number, value: bigint): EvtxValue {
  if (value < 0n || value >= 1n << BigInt(8 * width)) throw new RangeError(`${value} does not fit ${width} bytes`);
  const bytes = new Uint8Array(width);
  for (let i = 0; i < width; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return { type, bytes };
}

const EPOCH_MS = 11_644_473_600_000n;
const TICKS_PER_MS = 10_000n;

/** 100 ns since 1601. @param ms since 1970, UTC, whole. */
export function fileTimeTicks(ms: number): bigint {
  return (BigInt(ms) + EPOCH_MS) * TICKS_PER_MS;
}

/** @param ticks further units of 100 ns. */
export function fileTime(ms: number, ticks = 0): EvtxValue {
  return { ...uint64(fileTimeTicks(ms) + BigInt(ticks)), type: VALUE_TYPE.fileTime };
}

/** The largest number of sub-authorities that a SID may have. */
const MAX_SUB_AUTHORITIES = 15;

/** `S-1-5-18`; undefined for what is no SID, or not written as Windows writes it. */
export function sid(value: string): EvtxValue | undefined {
  const [s, revision, authority, ...rest] = value.split('-');
  if (s !== 'S' || revision !== '1' || !isNumber(authority, 2 ** 48) || rest.length > MAX_SUB_AUTHORITIES)
    return undefined;
  if (rest.some((part) => !isNumber(part, 2 ** 32))) return undefined;
  const bytes = new Uint8Array(8 + 4 * rest.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  bytes[1] = rest.length;
  const top = Number(authority);
  view.setUint16(2, Math.floor(top / 2 ** 32));
  view.setUint32(4, top % 2 ** 32);
  for (const [i, part] of rest.entries()) view.setUint32(8 + 4 * i, Number(part), true);
  return { type: VALUE_TYPE.sid, bytes };
}

function isNumber(part: string | undefined, limit: number): boolean {
  return part !== undefined && /^(?:0|[1-9]\d{0,14})$/.test(part) && Number(part) < limit;
}

const GUID = /^\{([0-9A-F]{8})-([0-9A-F]{4})-([0-9A-F]{4})-([0-9A-F]{4})-([0-9A-F]{12})\}$/;

/** `{54849625-5478-4994-A5BA-3E3B0328C30D}`, upper case; undefined for anything else. */
export function guid(value: string): EvtxValue | undefined {
  const [, a, b, c, d = '', e = ''] = GUID.exec(value) ?? [];
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Number.parseInt(a, 16), true);
  view.setUint16(4, Number.parseInt(b, 16), true);
  view.setUint16(6, Number.parseInt(c, 16), true);
  for (let i = 0; i < 8; i++) bytes[8 + i] = Number.parseInt((d + e).slice(2 * i, 2 * i + 2), 16);
  return { type: VALUE_TYPE.guid, bytes };
}

const HEXADECIMAL = /^0x(?:0|[1-9a-f][0-9a-f]{0,15})$/;
const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{4})Z$/;

/**
 * A value with the type that its form tells, where a reader gives back the same text; anything else is text. Logon ids
 * have 64 bits in every event that Windows writes.
 */
export function typed(value: string | number, name = ''): EvtxValue {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || value < 0) return text(String(value));
    return value < 2 ** 32 ? uint32(value) : uint64(value);
  }
  if (HEXADECIMAL.test(value))
    return value.length > 10 || /LogonId$/i.test(name) ? hex64(BigInt(value)) : hex32(BigInt(value));
  return sid(value) ?? guid(value) ?? moment(value) ?? text(value);
}

function moment(value: string): EvtxValue | undefined {
  const [, whole, ticks] = MOMENT.exec(value) ?? [];
  const ms = Date.parse(`${whole}Z`);
  // Times that Date turns into others, such as 30 February, are text.
  if (whole === undefined || Number.isNaN(ms) || new Date(ms).toISOString() !== `${whole}Z`) return undefined;
  return ms > -Number(EPOCH_MS) ? fileTime(ms, Number(ticks)) : undefined;
}
