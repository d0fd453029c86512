import { constants, crc32, deflateRawSync } from 'node:zlib';
import { concat, utf8 } from '../write/index.js';

/** A member of an archive. `modified` is ms UTC. */
export interface ZipMember {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly modified: number;
}

/**
 * Writes a plain zip (no zip64: members and archive stay far below 4 GB). Members are deflated; times stand as UTC in the
 * DOS fields and to the second in the extended-timestamp field. Specification: PKWARE APPNOTE 6.3.x.
 */
export class ZipWriter {
  private readonly central: Uint8Array[] = [];
  private offset = 0;

  /** The local header and data of one member: to be appended to the archive in order. */
  member(member: ZipMember): Uint8Array[] {
    const name = utf8(member.path);
    const deflated = deflateRawSync(member.bytes, { level: 9, memLevel: 9, strategy: constants.Z_DEFAULT_STRATEGY });
    const stored = deflated.length >= member.bytes.length;
    const data = stored ? member.bytes : deflated;
    const extra = timestampExtra(member.modified);
    const shared = new DataView(new ArrayBuffer(26));
    shared.setUint16(0, 20, true);
    shared.setUint16(2, 0x800, true); // UTF-8 names
    shared.setUint16(4, stored ? 0 : 8, true);
    shared.setUint32(6, dosTime(member.modified), true);
    shared.setUint32(10, crc32(member.bytes), true);
    shared.setUint32(14, data.length, true);
    shared.setUint32(18, member.bytes.length, true);
    shared.setUint16(22, name.length, true);
    shared.setUint16(24, extra.length, true);
    const common = new Uint8Array(shared.buffer);
    const local = concat([utf8('PK\x03\x04'), common, name, extra]);
    const tail = new DataView(new ArrayBuffer(14));
    tail.setUint32(10, this.offset, true);
    this.central.push(
      concat([utf8('PK\x01\x02'), Uint8Array.of(20, 0), common, new Uint8Array(tail.buffer), name, extra]),
    );
    this.offset += local.length + data.length;
    return [local, data];
  }

  /** The central directory: the end of the archive. */
  end(): Uint8Array {
    const directory = concat(this.central);
    const end = new DataView(new ArrayBuffer(18));
    end.setUint16(4, this.central.length, true);
    end.setUint16(6, this.central.length, true);
    end.setUint32(8, directory.length, true);
    end.setUint32(12, this.offset, true);
    return concat([directory, utf8('PK\x05\x06'), new Uint8Array(end.buffer)]);
  }
}

/** A small archive in memory. */
export function zipOf(members: readonly ZipMember[]): Uint8Array {
  const writer = new ZipWriter();
  const parts = members.flatMap((member) => writer.member(member));
  return concat([...parts, writer.end()]);
}

function timestampExtra(modified: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(9));
  view.setUint16(0, 0x5455, true);
  view.setUint16(2, 5, true);
  view.setUint8(4, 1);
  view.setInt32(5, Math.floor(modified / 1000), true);
  return new Uint8Array(view.buffer);
}

function dosTime(modified: number): number {
  const at = new Date(modified);
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return date * 0x1_0000 + time;
}
