/** Folders in which intruders leave tools, dumps and packed mail, because anybody may write there or nobody looks. */
import { CONTAINER_MAGIC, type FileMagic, fileExtension, fileName, placeOf } from '@allclear/parsers';

/** Below ProgramData itself and its immediate folders; deeper lie the data of installed programs. */
const PROGRAMDATA_DEPTH = 1;
/** Of these, an archive or a dump is worth a look wherever below ProgramData it lies. */
const LOOT_EXTENSIONS = new Set(['.zip', '.7z', '.rar', '.cab', '.dmp', '.pst', '.gz', '.tgz', '.dit', '.hiv']);
const SYSTEM_FILES = new Set([
  'pagefile.sys',
  'hiberfil.sys',
  'swapfile.sys',
  'bootmgr',
  'bootnxt',
  'bootsect.bak',
  'desktop.ini',
]);

/** `lowerPath`: lower case, backslashes. */
export function isDropPlace(lowerPath: string, magic: FileMagic): boolean {
  const name = fileName(lowerPath);
  if (SYSTEM_FILES.has(name)) return false;
  const { area, depth } = placeOf(lowerPath);
  switch (area) {
    case 'programdata':
      return depth <= PROGRAMDATA_DEPTH || isLoot(name, magic);
    case 'temp':
    case 'public':
    case 'perflogs':
    case 'root':
      return true;
    case 'system32':
      return depth === 0 && isLoot(name, magic) && isUnusualInSystem32(name, magic);
    default:
      return isElsewhere(lowerPath, name, magic);
  }
}

const isLoot = (name: string, magic: FileMagic): boolean =>
  LOOT_EXTENSIONS.has(fileExtension(name)) || (CONTAINER_MAGIC.has(magic) && magic !== 'cab') || magic === 'pe';

/** Windows keeps thousands of libraries and its own databases there. */
const isUnusualInSystem32 = (name: string, magic: FileMagic): boolean =>
  magic === 'pe' ? fileExtension(name) !== '.dll' || name === 'version.dll' : magic !== 'ese';

function isElsewhere(lowerPath: string, name: string, magic: FileMagic): boolean {
  if (/^[a-z]:\\(\$recycle\.bin|recycler)\\/.test(lowerPath)) return true;
  if (/^[a-z]:\\inetpub\\/.test(lowerPath))
    return !/^[a-z]:\\inetpub\\(logs|history)\\/.test(lowerPath) || isLoot(name, magic);
  // Directly on a drive; Exchange's own volumes are below folders.
  return /^[a-z]:\\[^\\]+$/.test(lowerPath) && !name.startsWith('$');
}
