/** Values of a task in the registry's cache. Source: libyal winreg-kb, Task-scheduler. */
import { binaryValue, fileTimeBytes, szValue, type ValueSketch } from '@allclear/parsers';
import { concat, utf16 } from './bytes.js';
import { sidBytes } from './sam.js';

export interface CachedTask {
  /** `\Folder\Name`. */
  readonly path: string;
  /** `{…}` */
  readonly id: string;
  readonly command: string;
  readonly arguments?: string;
  readonly created: number;
}

const EXEC = 0x6666;

function sized(bytes: Uint8Array): Uint8Array {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, bytes.length, true);
  return concat([size, bytes]);
}

const word = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);

export function taskValues(task: CachedTask): ValueSketch[] {
  const texts = ['', task.command, task.arguments ?? '', ''].map((text) => sized(utf16(text)));
  const actions = concat([word(3), sized(utf16('LocalSystem')), word(EXEC), ...texts, word(0)]);
  const dynamic = new Uint8Array(36);
  dynamic[0] = 3;
  dynamic.set(fileTimeBytes(task.created), 4);
  return [szValue('Path', task.path), binaryValue('Actions', actions), binaryValue('DynamicInfo', dynamic)];
}

/** A descriptor that lets the system see the task; without it the scheduler shows the task to nobody. */
export function taskDescriptor(): ValueSketch {
  const owner = sidBytes([18]);
  const head = Uint8Array.of(1, 0, 0, 0x80, 20, 0, 0, 0, 20 + owner.length, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  return binaryValue('SD', concat([head, owner, owner]));
}
