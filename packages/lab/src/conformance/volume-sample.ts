/** A small volume out of the lab's writer with everything in it that the writer knows. */
import { NtfsVolume } from '../write/ntfs/index.js';

export function labVolume(): { readonly table: Uint8Array; readonly journal: Uint8Array; readonly files: number } {
  const made = Date.UTC(2020, 0, 12, 8);
  const volume = new NtfsVolume(made);
  const T = Date.UTC(2021, 2, 3, 7);
  let files = 0;
  const add = (path: string, file: Parameters<NtfsVolume['file']>[1]): void => {
    volume.file(path, file);
    files++;
  };
  const text = new TextEncoder().encode('<html></html>');
  for (let i = 0; i < 40; i++)
    add(`inetpub\\wwwroot\\aspnet_client\\page ${i} – Żółw.aspx`, { created: T + i * 60_000, content: text });
  add('ProgramData\\a.zip', {
    created: T,
    size: 7_000_000,
    streams: [{ name: 'Zone.Identifier', content: new Uint8Array(26) }],
  });
  add('Windows\\System32\\tool.exe', { created: T, size: 90_000, setTimes: made });
  add('inetpub\\wwwroot\\large.aspx', { created: T, content: new Uint8Array(5_000) });
  volume.remove('inetpub\\wwwroot\\aspnet_client\\page 7 – Żółw.aspx', T + 3_600_000);
  volume.remove('ProgramData\\a.zip', T + 3_700_000);
  return { table: volume.table(), journal: volume.journal(), files };
}
