import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePowerShellHistory } from './parse.js';

const FILE = 'C:\\Users\\bob\\AppData\\Roaming\\Microsoft\\Windows\\PowerShell\\PSReadLine\\ConsoleHost_history.txt';
const read = (text: string) => parsePowerShellHistory(new TextEncoder().encode(text), { file: FILE });

test('one fact a command, with its line and its user; commands may have several lines', () => {
  const { facts, problems } = read('Get-Service\r\n\r\nforeach ($a in 1..2) {`\r\n  $a`\r\n}\r\nexit\r\n');
  expect(problems).toEqual([]);
  expect(facts.map((f) => [f.get('command'), f.place.line, f.get('user')])).toEqual([
    ['Get-Service', 1, 'bob'],
    ['foreach ($a in 1..2) {\n  $a\n}', 3, 'bob'],
    ['exit', 6, 'bob'],
  ]);
});

test('an empty file is told', () => {
  expect(read('').problems).toMatchObject([{ code: 'ALC-P005' }]);
});

test('any text ends without throwing, and no command is lost', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ maxLength: 20 }).filter((line) => /^[\w -]*\w$/.test(line)),
        { minLength: 1 },
      ),
      (lines) => {
        expect(read(lines.join('\n')).facts.map((f) => f.get('command'))).toEqual(lines);
      },
    ),
  );
});
