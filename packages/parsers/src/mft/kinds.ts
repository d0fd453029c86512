/** Kinds of files that matter after an intrusion, by extension. */
import { isExecutableName } from '../web-file/extension.js';

export type FileKind = 'page' | 'config' | 'script' | 'program' | 'archive' | 'dump';
export const FILE_KINDS: readonly FileKind[] = ['page', 'config', 'script', 'program', 'archive', 'dump'];

const BY_EXTENSION = new Map<string, FileKind>();
const put = (kind: FileKind, extensions: string): void => {
  for (const extension of extensions.split(' ')) BY_EXTENSION.set(`.${extension}`, kind);
};
put('config', 'config');
put('script', 'ps1 psm1 bat cmd vbs vbe wsf wsh hta sct jse py');
put('program', 'exe dll sys scr com cpl ocx msi jar');
put('archive', 'zip 7z rar cab tar gz tgz');
put('dump', 'dmp mdmp dit hiv pst');

/** `.cer` and the like are ordinary files outside web folders; their place decides later. Undefined for other files. */
export function kindOf(extension: string): FileKind | undefined {
  if (extension === '') return undefined;
  const known = BY_EXTENSION.get(extension);
  if (known !== undefined) return known;
  const found = isExecutableName(extension) ? 'page' : undefined;
  return found;
}
