/**
 * The registry's own list of scheduled tasks (`Schedule\TaskCache`): Windows runs what stands here, whatever its XML says.
 * Source: https://github.com/libyal/winreg-kb, docs/sources/system-keys/Task-scheduler.md
 */
import { fileTimeOf, keyAt, type RegistryKey, utf16Text, valueText } from '../regf/index.js';
import type { Mount } from './mount.js';
import { commandFields, type FactSink } from './sink.js';

const EXEC = 0x6666;
const COM = 0x7777;
const EMAIL = 0x8888;
const MESSAGE = 0x9999;
const MAX_ACTIONS = 64;
/** Tasks inside folders inside folders; the scheduler itself allows fewer. */
const MAX_FOLDERS = 32;

export interface TaskAction {
  readonly type: 'exec' | 'com' | 'email' | 'message';
  readonly command?: string;
  readonly arguments?: string;
  readonly workingDirectory?: string;
  readonly classId?: string;
}

export function taskCacheFacts(mount: Mount, sink: FactSink): void {
  const cache = keyAt(mount.root, 'Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache');
  if (cache === undefined) return;
  const entries = new Map<
    string,
    { path: string; hasDescriptor: boolean; index: string | undefined; recovered: boolean }
  >();
  const tree = cache.subkey('Tree');
  if (tree) walkTree(tree, '', 0);
  for (const task of cache.subkey('Tasks')?.subkeys() ?? []) {
    const entry = entries.get(task.name.toLowerCase());
    taskFacts(mount, task, sink, entry);
  }

  function walkTree(folder: RegistryKey, path: string, depth: number): void {
    for (const key of folder.subkeys()) {
      const own = `${path}\\${key.name}`;
      const id = valueText(key.value('Id'))?.toLowerCase();
      if (id !== undefined)
        entries.set(id, {
          path: own,
          hasDescriptor: key.value('SD') !== undefined && key.value('SD')?.recovered === false,
          index: valueText(key.value('Index')),
          recovered: key.recovered,
        });
      if (depth < MAX_FOLDERS) walkTree(key, own, depth + 1);
    }
  }
}

function taskFacts(
  mount: Mount,
  task: RegistryKey,
  sink: FactSink,
  entry: { path: string; hasDescriptor: boolean; index: string | undefined; recovered: boolean } | undefined,
): void {
  const { context, actions } = parseActions(task.value('Actions')?.data() ?? new Uint8Array(0));
  const dynamic = task.value('DynamicInfo')?.data() ?? new Uint8Array(0);
  const iso = (at: number): string | undefined => {
    const time = dynamic.length >= at + 8 ? fileTimeOf(dynamic, at) : undefined;
    return time === undefined ? undefined : new Date(time).toISOString();
  };
  const uri = entry?.path ?? valueText(task.value('Path')) ?? valueText(task.value('URI'));
  const created = dynamic.length >= 12 ? fileTimeOf(dynamic, 4) : undefined;
  // A task that runs but that nobody is shown: no descriptor in the tree, an index of zero, or no place in the tree.
  const hidden =
    task.recovered || entry?.recovered
      ? undefined
      : entry === undefined
        ? 'no-tree'
        : !entry.hasDescriptor
          ? 'no-descriptor'
          : entry.index === '0'
            ? 'index-zero'
            : undefined;
  for (const action of actions.length > 0 ? actions : [undefined]) {
    const line = [action?.command, action?.arguments].filter((part) => part !== undefined && part !== '').join(' ');
    const fields = line === '' ? {} : commandFields(line);
    sink.add(
      mount,
      'persistence',
      'task',
      task,
      {
        uri,
        name: uri?.slice(uri.lastIndexOf('\\') + 1),
        id: task.name,
        action: action?.type,
        ...fields,
        workingDirectory: action?.workingDirectory,
        classId: action?.classId,
        account: context,
        author: valueText(task.value('Author')),
        date: valueText(task.value('Date')),
        description: valueText(task.value('Description')),
        hiddenBy: hidden,
        created: iso(4),
        lastRun: iso(12),
      },
      { time: created ?? task.lastWritten },
    );
  }
}

/** The value `Actions` of a task. Total: what follows damage is left out. */
export function parseActions(bytes: Uint8Array): {
  readonly context: string | undefined;
  readonly actions: readonly TaskAction[];
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  const actions: TaskAction[] = [];
  const version = bytes.length >= 2 ? view.getUint16(0, true) : 0;
  const text = (): string | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const size = view.getUint32(at, true);
    if (size > bytes.length - at - 4) return undefined;
    const value = utf16Text(bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
    return value;
  };
  let context: string | undefined;
  if (version >= 2) {
    context = text();
    if (context === undefined) return { context, actions };
  }
  while (at + 2 <= bytes.length && actions.length < MAX_ACTIONS) {
    const kind = view.getUint16(at, true);
    at += 2;
    if (text() === undefined) break; // its own id
    if (kind === EXEC) {
      const [command, args, workingDirectory] = [text(), text(), text()];
      if (command === undefined) break;
      actions.push({
        type: 'exec',
        command,
        ...(args ? { arguments: args } : {}),
        ...(workingDirectory ? { workingDirectory } : {}),
      });
      if (version >= 3) at += 2;
    } else if (kind === COM) {
      if (at + 16 > bytes.length) break;
      const classId = guid(view, at);
      at += 16;
      const data = text();
      actions.push({ type: 'com', classId, ...(data ? { arguments: data } : {}) });
    } else if (kind === EMAIL || kind === MESSAGE) {
      actions.push({ type: kind === EMAIL ? 'email' : 'message' });
      break;
    } else break;
  }
  return { context, actions };
}

function guid(view: DataView, at: number): string {
  const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');
  const rest = Array.from({ length: 8 }, (_, i) => hex(view.getUint8(at + 8 + i), 2)).join('');
  return `{${hex(view.getUint32(at, true), 8)}-${hex(view.getUint16(at + 4, true), 4)}-${hex(view.getUint16(at + 6, true), 4)}-${rest.slice(0, 4)}-${rest.slice(4)}}`;
}
