import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exchangeInstallPath, logicalPath } from './index.js';

const LOG = 'inetpub/logs/LogFiles/W3SVC1/u_ex210303.log';
const WINDOWS_LOG = 'C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex210303.log';

test.each([
  // Mounted or live drives.
  [LOG, '', 'drive-root', WINDOWS_LOG],
  ['INETPUB/logs/x.log', '', 'drive-root', 'C:\\INETPUB\\logs\\x.log'],
  ['mail01/Windows/System32/x.dll', 'mail01/', 'drive-root', 'C:\\Windows\\System32\\x.dll'],
  ['Users/Public/x.exe', '', 'drive-root', 'C:\\Users\\Public\\x.exe'],
  ['$MFT', '', 'drive-root', 'C:\\$MFT'],
  // KAPE, CyLR, copies by hand.
  [`C/${LOG}`, '', 'drive-folder', WINDOWS_LOG],
  [`c/${LOG}`, '', 'drive-folder', WINDOWS_LOG],
  [`2021-03-12T10_MAIL01/C/${LOG}`, '2021-03-12T10_MAIL01/', 'drive-folder', WINDOWS_LOG],
  [`mail01/C$/${LOG}`, 'mail01/', 'drive-folder', WINDOWS_LOG],
  [`mail01/C%3A/${LOG}`, 'mail01/', 'drive-folder', WINDOWS_LOG],
  [
    'D/Exchange/V15/Logging/HttpProxy/Ecp/x.LOG',
    '',
    'drive-folder',
    'D:\\Exchange\\V15\\Logging\\HttpProxy\\Ecp\\x.LOG',
  ],
  ['e/Program Files/x', '', 'drive-folder', 'E:\\Program Files\\x'],
  // Velociraptor, with and without its outer folder; both spellings of a volume.
  [`uploads/auto/C%3A/${LOG}`, '', 'velociraptor', WINDOWS_LOG],
  [`uploads/ntfs/%5C%5C.%5CC%3A/${LOG}`, '', 'velociraptor', WINDOWS_LOG],
  [`Collection-MAIL01/uploads/file/c%3A/${LOG}`, 'Collection-MAIL01/', 'velociraptor', WINDOWS_LOG],
  [`ntfs/%5C%5C.%5CC%3A/${LOG}`, '', 'velociraptor', WINDOWS_LOG],
  [
    'uploads/ntfs/%5C%5C.%5CC%3A/Windows/System32/winevt/Logs/Microsoft-IIS-Configuration%254Operational.evtx',
    '',
    'velociraptor',
    'C:\\Windows\\System32\\winevt\\Logs\\Microsoft-IIS-Configuration%4Operational.evtx',
  ],
  ['uploads/ntfs/%5C%5C.%5CC%3A/$Extend/$UsnJrnl%3A$J', '', 'velociraptor', 'C:\\$Extend\\$UsnJrnl:$J'],
  [
    'uploads/ntfs/%5C%5C%3F%5CGLOBALROOT%5CDevice%5CHarddiskVolumeShadowCopy2/Windows/x',
    '',
    'velociraptor',
    '\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy2\\Windows\\x',
  ],
  ['client_info.json', '', 'velociraptor', undefined],
  ['MAIL01/results/Windows.EventLogs.json', 'MAIL01/', 'velociraptor', undefined],
  // Archives inside the evidence.
  [`mail01.zip!C/${LOG}`, 'mail01.zip!', 'drive-folder', WINDOWS_LOG],
  ['hosts/mail02.zip!uploads/auto/D%3A/x', 'hosts/mail02.zip!', 'velociraptor', 'D:\\x'],
  ['mail01.7z!u_ex210303.log', 'mail01.7z!', 'loose', undefined],
  // Loose files.
  ['u_ex210303.log', '', 'loose', undefined],
  ['logs/HttpProxy_2021030306-1.LOG', '', 'loose', undefined],
  ['a/b/c.log', '', 'loose', undefined],
  ['C', '', 'loose', undefined],
  ['Windows', '', 'loose', undefined],
  ['', '', 'loose', undefined],
])('%s', (path, hostRoot, layout, windowsPath) => {
  expect(logicalPath(path)).toEqual({ hostRoot, layout, windowsPath });
});

test('an encoded step upwards or separator is not undone', () => {
  expect(logicalPath('uploads/auto/C%3A/%2e%2e/Windows%5C%2e%2e/x').windowsPath).toBe(
    'C:\\%2e%2e\\Windows%5C%2e%2e\\x',
  );
  expect(logicalPath('uploads/auto/C%3A/100%/%ff').windowsPath).toBe('C:\\100%\\%ff');
});

test('any path has an answer whose host root begins it', () => {
  const segment = fc.oneof(
    fc.string(),
    fc.constantFrom('C', 'uploads', 'ntfs', 'C%3A', 'Windows', 'x.zip!', '%5C%5C.%5CC%3A', '%'),
  );
  fc.assert(
    fc.property(fc.array(segment), (segments) => {
      const path = segments.join('/');
      const bare = (text: string): string => text.replaceAll('/', '');
      expect(bare(path).startsWith(bare(logicalPath(path).hostRoot))).toBe(true);
    }),
  );
});

test.each([
  [
    'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\ExSetup.exe',
    'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\',
  ],
  ['E:\\exchange server\\v14\\Logging\\x.log', 'E:\\exchange server\\v14\\'],
  ['D:\\Exchange\\V15\\Logging\\HttpProxy\\Ecp\\x.LOG', 'D:\\Exchange\\V15\\'],
  ['D:\\Exchange\\FrontEnd\\HttpProxy\\owa\\auth\\x.aspx', 'D:\\Exchange\\'],
  ['D:\\TransportRoles\\Logs\\MessageTracking\\x.LOG', 'D:\\'],
  ['D:\\mail\\bin\\exsetup.exe', 'D:\\mail\\'],
  ['C:\\inetpub\\wwwroot\\x.aspx', undefined],
  ['C:\\Tools\\Bin\\x.exe', undefined],
])('install folder of %s', (path, expected) => {
  expect(exchangeInstallPath(path)).toBe(expected);
});
