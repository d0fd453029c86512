/** Writes small event logs, valid in every part, for tests and for synthetic evidence. */
import { crc32 } from '../crc32.js';
import { CHUNK, FILE_HEADER, MORE, RECORD, TOKEN, TYPE } from '../format.js';
import { ByteWriter } from './byte-writer.js';

export interface BuiltEvent {
  readonly record: number;
  /** Milliseconds UTC. */
  readonly time: number;
  readonly eventId: number;
  readonly provider: string;
  readonly channel: string;
  readonly computer: string;
  readonly level?: number;
  /** Name (or none) and value of each `<Data>`; a list becomes an array of strings. */
  readonly data: readonly (readonly [string | undefined, string | number | readonly string[] | TypedValue])[];
}

/** A value of any type, as its bytes. */
export interface TypedValue {
  readonly type: number;
  readonly bytes: readonly number[];
}

/** Events of one chunk each; all in one file. `chunks` that are not given are none. */
export function buildEvtx(...chunks: readonly (readonly BuiltEvent[])[]): Uint8Array {
  const file = new Uint8Array(FILE_HEADER.bytes + chunks.length * CHUNK.bytes);
  const view = new DataView(file.buffer);
  put(file, 0, FILE_HEADER.magic);
  view.setUint32(16, Math.max(chunks.length - 1, 0), true);
  view.setUint32(24, chunks.flat().length + 1, true);
  view.setUint32(32, 128, true);
  view.setUint16(36, 1, true);
  view.setUint16(38, 3, true);
  view.setUint16(40, FILE_HEADER.bytes, true);
  view.setUint16(42, chunks.length, true);
  view.setUint32(FILE_HEADER.checksum, crc32(file.subarray(0, FILE_HEADER.checked)), true);
  chunks.forEach((events, i) => {
    file.set(buildChunk(events), FILE_HEADER.bytes + i * CHUNK.bytes);
  });
  return file;
}

function put(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

function buildChunk(events: readonly BuiltEvent[]): Uint8Array {
  const writer = new ChunkWriter();
  for (const event of events) writer.record(event);
  return writer.finish(events);
}

/** Windows counts 100 ns from 1601. */
function fileTime(time: number): number[] {
  const ticks = (BigInt(time) + 11_644_473_600_000n) * 10_000n;
  return Array.from({ length: 8 }, (_, i) => Number((ticks >> BigInt(8 * i)) & 0xffn));
}

const number = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);

const utf16 = (text: string): number[] =>
  Array.from({ length: text.length }, (_, i) => number(text.charCodeAt(i), 2)).flat();

const textValue = (text: string): TypedValue => ({ type: TYPE.text, bytes: utf16(text) });

function dataValue(value: BuiltEvent['data'][number][1]): TypedValue {
  if (typeof value === 'string') return textValue(value);
  if (typeof value === 'number') return { type: TYPE.uint32, bytes: number(value, 4) };
  if (isList(value)) return { type: TYPE.text | 0x80, bytes: value.flatMap((item) => [...utf16(item), 0, 0]) };
  return value;
}

function isList(value: readonly string[] | TypedValue): value is readonly string[] {
  return Array.isArray(value);
}

const SUBSTITUTIONS = { level: 0, eventId: 1, time: 2, record: 3, channel: 4, computer: 5, provider: 6, data: 7 };

class ChunkWriter {
  readonly #out = new ByteWriter(new Uint8Array(CHUNK.bytes));
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<string, number>();
  #last = 0;

  constructor() {
    this.#out.at = CHUNK.records;
  }

  record(event: BuiltEvent): void {
    const out = this.#out;
    const start = out.at;
    this.#last = start;
    out.u32(RECORD.magic);
    out.u32(0);
    out.bytes(number(event.record, 8));
    out.bytes(fileTime(event.time));
    out.bytes([TOKEN.fragment, 1, 1, 0]);
    this.#instance(
      'event',
      () => this.#eventTemplate(),
      [
        { type: TYPE.uint8, bytes: [event.level ?? 4] },
        { type: TYPE.uint16, bytes: number(event.eventId, 2) },
        { type: TYPE.fileTime, bytes: fileTime(event.time) },
        { type: TYPE.uint64, bytes: number(event.record, 8) },
        textValue(event.channel),
        textValue(event.computer),
        textValue(event.provider),
        { type: TYPE.binaryXml, bytes: [] },
      ],
      () => {
        out.bytes([TOKEN.fragment, 1, 1, 0]);
        const names = event.data.map(([name]) => name);
        this.#instance(
          `data\0${names.join('\0')}`,
          () => this.#dataTemplate(names),
          event.data.map(([, v]) => dataValue(v)),
        );
        out.u8(TOKEN.end);
      },
    );
    out.u8(TOKEN.end);
    while ((out.at - start) % 8 !== 4) out.u8(0);
    const size = out.at + 4 - start;
    out.u32(size);
    out.patch32(start + RECORD.size, size);
  }

  finish(events: readonly BuiltEvent[]): Uint8Array {
    const { memory: bytes, at: free } = this.#out;
    const head = new ByteWriter(bytes);
    put(bytes, 0, CHUNK.magic);
    const first = events[0]?.record ?? 1;
    const last = events.at(-1)?.record ?? 1;
    head.at = 8;
    for (const id of [first, last, first, last]) head.bytes(number(id, 8));
    head.u32(128);
    head.u32(this.#last);
    head.u32(free);
    head.u32(crc32(bytes.subarray(CHUNK.records, free)));
    head.patch32(
      CHUNK.checksum,
      crc32(bytes.subarray(CHUNK.checkedTables, CHUNK.records), crc32(bytes.subarray(0, CHUNK.checkedHead))),
    );
    return bytes;
  }

  /** @param tail writes the last value, whose size is then filled in. */
  #instance(key: string, define: () => void, values: readonly TypedValue[], tail?: () => void): void {
    const out = this.#out;
    out.bytes([TOKEN.templateInstance, 1]);
    const known = this.#templates.get(key);
    const identifier = this.#templates.size + 1;
    if (known === undefined) {
      out.u32(identifier);
      const definition = out.at + 4;
      out.u32(definition);
      this.#templates.set(key, definition);
      out.u32(0);
      out.u32(identifier);
      out.bytes(new Array<number>(12).fill(7));
      const size = out.at;
      out.u32(0);
      out.bytes([TOKEN.fragment, 1, 1, 0]);
      define();
      out.u8(TOKEN.end);
      out.patch32(size, out.at - size - 4);
    } else {
      out.u32(out.read32(known + 4));
      out.u32(known);
    }
    out.u32(values.length);
    const descriptors = out.at;
    for (const { type, bytes } of values) out.bytes([...number(bytes.length, 2), type, 0]);
    for (const { bytes } of values) out.bytes(bytes);
    if (tail === undefined) return;
    const start = out.at;
    tail();
    out.patch16(descriptors + 4 * (values.length - 1), out.at - start);
  }

  #eventTemplate(): void {
    const value = (index: number, type: number) => () =>
      this.#out.bytes([TOKEN.substitution, ...number(index, 2), type]);
    const s = SUBSTITUTIONS;
    this.#element('Event', [], () => {
      this.#element('System', [], () => {
        this.#element('Provider', [['Name', value(s.provider, TYPE.text)]]);
        this.#element('EventID', [], value(s.eventId, TYPE.uint16));
        this.#element('Level', [], value(s.level, TYPE.uint8));
        this.#element('TimeCreated', [['SystemTime', value(s.time, TYPE.fileTime)]]);
        this.#element('EventRecordID', [], value(s.record, TYPE.uint64));
        this.#element('Channel', [], value(s.channel, TYPE.text));
        this.#element('Computer', [], value(s.computer, TYPE.text));
      });
      this.#out.bytes([TOKEN.optionalSubstitution, ...number(s.data, 2), TYPE.binaryXml]);
    });
  }

  #dataTemplate(names: readonly (string | undefined)[]): void {
    this.#element('EventData', [], () => {
      names.forEach((name, i) => {
        const attributes = name === undefined ? [] : [['Name', () => this.#literal(name)] as const];
        this.#element('Data', attributes, () => this.#out.bytes([TOKEN.substitution, ...number(i, 2), TYPE.text]));
      });
    });
  }

  #element(name: string, attributes: readonly (readonly [string, () => void])[], content?: () => void): void {
    const out = this.#out;
    out.u8(TOKEN.openElement | (attributes.length > 0 ? MORE : 0));
    out.bytes([0xff, 0xff]);
    const size = out.at;
    out.u32(0);
    this.#name(name);
    if (attributes.length > 0) {
      const list = out.at;
      out.u32(0);
      attributes.forEach(([attribute, write], i) => {
        out.u8(TOKEN.attribute | (i < attributes.length - 1 ? MORE : 0));
        this.#name(attribute);
        write();
      });
      out.patch32(list, out.at - list - 4);
    }
    if (content === undefined) out.u8(TOKEN.closeEmpty);
    else {
      out.u8(TOKEN.closeStart);
      content();
      out.u8(TOKEN.endElement);
    }
    out.patch32(size, out.at - size - 4);
  }

  #literal(text: string): void {
    this.#out.bytes([TOKEN.value, TYPE.text, ...number(text.length, 2), ...utf16(text)]);
  }

  #name(name: string): void {
    const out = this.#out;
    const known = this.#names.get(name);
    out.u32(known ?? out.at + 4);
    if (known !== undefined) return;
    this.#names.set(name, out.at);
    let hash = 0;
    for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 65599) + name.charCodeAt(i)) >>> 0;
    out.u32(0);
    out.bytes([...number(hash & 0xffff, 2), ...number(name.length, 2), ...utf16(name), 0, 0]);
  }
}
