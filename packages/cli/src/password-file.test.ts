import { expect, test } from 'vitest';
import { firstLine } from './password-file.js';

test.each([
  ['as editors on Linux write it', Buffer.from('s3cret pässword\nsecond\n')],
  ['as editors on Windows write it', Buffer.from('s3cret pässword\r\n')],
  ['without a line end', Buffer.from('s3cret pässword')],
  ['with a byte order mark', Buffer.from('\ufeffs3cret pässword\r\n')],
  ['as `echo … > file` of Windows PowerShell writes it', Buffer.from('\ufeffs3cret pässword\r\n', 'utf16le')],
])('the first line, %s', (_, bytes) => {
  expect(firstLine(bytes)).toBe('s3cret pässword');
});

test('blanks belong to a password', () => {
  expect(firstLine(Buffer.from(' a b \r\n'))).toBe(' a b ');
});
