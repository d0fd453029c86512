import { CRLF, concat, UTF8_BOM, utf8, utf16WithBom } from './text.js';

/** A scheduled task that starts one program again and again. */
export interface TaskDescription {
  readonly uri: string;
  readonly author: string;
  /** Local time without zone, as Windows writes it. */
  readonly date: string;
  readonly intervalMinutes: number;
  readonly userId: string;
  readonly command: string;
  readonly arguments: string;
  readonly description?: string;
}

export function taskXml(task: TaskDescription): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <RegistrationInfo>',
    `    <Date>${task.date}</Date>`,
    `    <Author>${xml(task.author)}</Author>`,
    ...(task.description ? [`    <Description>${xml(task.description)}</Description>`] : []),
    `    <URI>${xml(task.uri)}</URI>`,
    '  </RegistrationInfo>',
    '  <Triggers>',
    '    <TimeTrigger>',
    '      <Repetition>',
    `        <Interval>PT${task.intervalMinutes}M</Interval>`,
    '        <StopAtDurationEnd>false</StopAtDurationEnd>',
    '      </Repetition>',
    `      <StartBoundary>${task.date}</StartBoundary>`,
    '      <Enabled>true</Enabled>',
    '    </TimeTrigger>',
    '  </Triggers>',
    '  <Principals>',
    '    <Principal id="Author">',
    `      <UserId>${task.userId}</UserId>`,
    '      <RunLevel>HighestAvailable</RunLevel>',
    '    </Principal>',
    '  </Principals>',
    '  <Settings>',
    '    <Enabled>true</Enabled>',
    '    <Hidden>false</Hidden>',
    '  </Settings>',
    '  <Actions Context="Author">',
    '    <Exec>',
    `      <Command>${xml(task.command)}</Command>`,
    `      <Arguments>${xml(task.arguments)}</Arguments>`,
    '    </Exec>',
    '  </Actions>',
    '</Task>',
    '',
  ];
  return lines.join(CRLF);
}

/** The file below `System32\Tasks`: UTF-16LE with BOM, CRLF. */
export function taskFile(task: TaskDescription): Uint8Array {
  return utf16WithBom(taskXml(task));
}

/** `<page>.<hash>.compiled` below Temporary ASP.NET Files: what stays of a page after the page is gone. */
export function compiledPage(virtualPath: string, assembly: string): { name: string; bytes: Uint8Array } {
  const slash = virtualPath.lastIndexOf('/');
  const file = virtualPath.slice(slash + 1).toLowerCase();
  const application = /^\/(owa|ecp|oab)(?=\/)/.exec(virtualPath)?.[0] ?? '';
  const directory = virtualPath.slice(application.length, slash);
  const type = `ASP.${virtualPath
    .slice(application.length + 1)
    .toLowerCase()
    .replaceAll(/[/.]/g, '_')}`;
  const text = [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<preserve resultType="3" virtualPath="${virtualPath}" hash="fffffffff0f0f0f0" filehash="ffffffffabababab" flags="110000" assembly="${assembly}" type="${type}">`,
    '    <filedeps>',
    `        <filedep name="${virtualPath}" />`,
    '    </filedeps>',
    '</preserve>',
    '',
  ].join(CRLF);
  return {
    name: `${file}.${aspNetHash(`~${directory.toLowerCase()}`)}.compiled`,
    bytes: concat([UTF8_BOM, utf8(text)]),
  };
}

/** ASP.NET's string hash (StringUtil.GetStringHashCode), in hex without leading zeros; `~/auth` gives f5dba9b9. */
export function aspNetHash(text: string): string {
  let even = (5381 << 16) + 5381;
  let odd = even;
  const word = (index: number): number => (text.charCodeAt(index) || 0) | ((text.charCodeAt(index + 1) || 0) << 16);
  for (let index = 0; index < text.length; index += 4) {
    even = (((even << 5) + even + (even >> 27)) | 0) ^ word(index);
    if (text.length - index <= 2) break;
    odd = (((odd << 5) + odd + (odd >> 27)) | 0) ^ word(index + 2);
  }
  return ((even + Math.imul(odd, 1566083941)) >>> 0).toString(16);
}

/** A minidump's first bytes followed by nothing: magic, version, no streams, zeros. */
export function emptyMinidump(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(utf8('MDMP'));
  bytes.set([0x93, 0xa7, 0x00, 0x00], 4);
  bytes.set(utf8('INERT: synthetic file of the Allclear lab, no memory of any process'), 32);
  return bytes;
}

export function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
