/** Carriers in random clothes: the looks change, the meaning does not. Used by tests only. */
import { isBasic } from '../ast.js';
import type { Carrier } from './carriers.js';
import { decoderSource, literal } from './literals.js';
import type { Choice } from './random.js';

const withoutBars = (text: string): string => text.replace(/\|/g, '');

/** The carrier as its author would write it. */
export function plainPage(carrier: Carrier): string {
  return withoutBars(
    carrier.head +
      carrier.body
        .replace(/\{s:([^}]*)\}/g, '"$1"')
        .replace(/\{v:(\d)\}/g, 'v$1')
        .replace(/\{;\}/g, isBasic(carrier.dialect) ? '\n' : '; ') +
      carrier.tail,
  );
}

/** The same program, written otherwise. */
export function disguisedPage(carrier: Carrier, choice: Choice): string {
  const basic = isBasic(carrier.dialect);
  const names = new Map<string, string>();
  const decoder = choice.chance(25) ? { name: choice.name(), key: 1 + choice.number(15) } : undefined;
  const separator = (): string => {
    const dead = choice.chance(30) ? deadCode(carrier, choice) : '';
    const comment = choice.chance(30) ? remark(carrier, choice) : '';
    if (!basic) return `;${comment}${dead} `;
    // VBScript has colons; a comment needs the end of the line.
    return comment !== '' || carrier.dialect === 'vbnet' || choice.chance(60)
      ? `${comment}\n${dead === '' ? '' : `${dead}\n`}`
      : ` : ${dead === '' ? '' : `${dead} : `}`;
  };
  const body = carrier.body
    .split(/(\{(?:s:[^}]*|v:\d|;)\})/)
    .map((part) => {
      const hole = /^\{(?:s:([^}]*)|v:(\d)|;)\}$/.exec(part);
      if (hole === null) return code(withoutBars(part), carrier, choice);
      if (hole[1] !== undefined) return literal(withoutBars(hole[1]), carrier.dialect, choice, decoder);
      if (hole[2] === undefined) return separator();
      const name = names.get(hole[2]) ?? choice.name();
      names.set(hole[2], name);
      return basic && choice.chance(50) ? name.toUpperCase() : name;
    })
    .join('');
  const prelude = decoder === undefined ? '' : decoderSource(decoder.name, decoder.key, carrier.dialect);
  return around(withoutBars(carrier.head), prelude + body, withoutBars(carrier.tail), choice);
}

/** Program text outside strings: case, blanks, comments. */
function code(text: string, carrier: Carrier, choice: Choice): string {
  if (isBasic(carrier.dialect)) {
    const spelt = choice.chance(50)
      ? text.replace(/[A-Za-z]/g, (x) => (choice.chance(50) ? x.toUpperCase() : x.toLowerCase()))
      : text;
    return choice.chance(40) ? spelt.replace(/[(,]/g, (x) => `${x}${' '.repeat(choice.number(3))}`) : spelt;
  }
  return text.replace(/[(;,]|\.(?=\w)/g, (x) => {
    if (!choice.chance(15)) return x;
    return x + choice.of(['/**/', ' ', '\n', '/* x(" */', '\t', `//${choice.name()}\n`]);
  });
}

const remark = (carrier: Carrier, choice: Choice): string =>
  isBasic(carrier.dialect) ? ` ' ${choice.name()} "` : choice.of([`/* ${choice.name()} */`, `// ' ${choice.name()}\n`]);

function deadCode(carrier: Carrier, choice: Choice): string {
  const name = choice.name();
  switch (carrier.dialect) {
    case 'vbscript':
      return choice.of([
        `${name} = ${choice.number(99)}`,
        `If ${choice.number(9)} > 99 Then ${name} = "x" End If`,
        `${name} = Len("abc")`,
      ]);
    case 'vbnet':
      return `Dim ${name} As Integer = ${choice.number(99)}`;
    case 'csharp':
      return choice.of([`int ${name} = ${choice.number(99)};`, `if (DateTime.Now.Year < 3) { string ${name} = "x"; }`]);
    case 'jscript':
      return choice.of([`var ${name} = ${choice.number(99)};`, `if (1 > 2) { var ${name} = "x"; }`]);
  }
}

/** Text around the program. */
function around(head: string, body: string, tail: string, choice: Choice): string {
  const before = choice.of([
    '',
    '\n'.repeat(choice.number(300)),
    '<html><body>',
    `<!-- ${choice.name()} -->`,
    ' '.repeat(5000),
  ]);
  const behind = choice.of(['', '</body></html>', '\n<p>%</p>', `<!-- ${'x'.repeat(choice.number(3000))} -->`]);
  return `${before}${head}\n${body}\n${tail}${behind}`;
}
