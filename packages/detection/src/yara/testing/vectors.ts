/** Small packs, one a feature of the language, with files and the names of the rules that match. All texts are inert. */

export interface Vector {
  readonly name: string;
  readonly rules: string;
  readonly files: readonly { readonly data: string; readonly found: readonly string[] }[];
}

/** Rules from name, strings and condition. */
const rule = (name: string, strings: string, condition: string): string =>
  `rule ${name} {${strings === '' ? '' : ` strings: ${strings}`} condition: ${condition} }\n`;
/** Rules that ask the same file several things: name -> condition. */
const ask = (strings: string, conditions: Readonly<Record<string, string>>): string =>
  Object.entries(conditions)
    .map(([name, condition]) => {
      // YARA refuses strings that no condition names.
      const ids = [...strings.matchAll(/(\$\w+) *=/g)].map(([, id = '']) => id);
      const mention = ids.length === 0 ? '' : ` and (true or ${ids.join(' or ')})`;
      return rule(name, strings, `(${condition})${mention}`);
    })
    .join('');
const wide = (text: string): string => [...text].map((c) => `${c}\0`).join('');
const xored = (text: string, key: number): string =>
  [...text].map((c) => String.fromCharCode(c.charCodeAt(0) ^ key)).join('');

const TEXT = 'ALLCLEAR_TEST_text';

export const VECTORS: readonly Vector[] = [
  {
    name: 'text strings and their modifiers',
    rules: [
      rule('plain', `$a = "${TEXT}"`, '$a'),
      rule('any_case', '$a = "allclear_test_TEXT" nocase', '$a'),
      rule('is_wide', `$a = "${TEXT}" wide`, '$a'),
      rule('both', `$a = "${TEXT}" wide ascii`, '$a'),
      rule('widenocase', `$a = "${TEXT.toUpperCase()}" wide nocase`, '$a'),
      rule('full', '$a = "TEST_text" fullword', '$a'),
      rule('fullwide', '$a = "ALLCLEAR" fullword wide', '$a'),
      rule('escapes', '$a = "\\x41LL\\tx\\"\\\\"', '$a'),
      rule('short', '$a = "<%"', '$a'),
      rule('single', '$a = "~"', '$a'),
    ].join(''),
    files: [
      { data: TEXT, found: ['plain', 'any_case', 'both', 'full'] },
      { data: `x${TEXT.toLowerCase()}x`, found: ['any_case'] },
      { data: wide(TEXT), found: ['is_wide', 'both', 'widenocase', 'fullwide'] },
      { data: wide(`x${TEXT}`), found: ['is_wide', 'both', 'widenocase'] },
      { data: 'ALL\tx"\\', found: ['escapes'] },
      { data: 'a<%b~', found: ['short', 'single'] },
      { data: '', found: [] },
      { data: '<', found: [] },
      { data: 'TEST_textX TEST_text', found: ['full'] },
      { data: 'TEST_text\xe4', found: ['full'] },
    ],
  },
  {
    name: 'xor and base64',
    rules: [
      rule('any_key', `$a = "${TEXT}" xor`, '$a'),
      rule('some_keys', `$a = "${TEXT}" xor(0x01-0x10)`, '$a'),
      rule('wide_key', `$a = "${TEXT}" xor wide`, '$a'),
      rule('word_key', `$a = "${TEXT}" xor fullword`, '$a'),
      rule('b64', `$a = "${TEXT}" base64`, '$a'),
      rule('b64wide', `$a = "${TEXT}" base64wide`, '$a'),
      rule('b64ofwide', `$a = "${TEXT}" wide base64`, '$a'),
    ].join(''),
    files: [
      { data: TEXT, found: ['any_key', 'word_key'] },
      { data: `..${xored(TEXT, 5)}..`, found: ['any_key', 'some_keys', 'word_key'] },
      { data: xored(TEXT, 0x42), found: ['any_key', 'word_key'] },
      { data: xored(wide(TEXT), 3), found: ['wide_key'] },
      { data: btoa(TEXT), found: ['b64'] },
      { data: btoa(`x${TEXT}`), found: ['b64'] },
      { data: btoa(`xy${TEXT}yx`), found: ['b64'] },
      { data: wide(btoa(`xy${TEXT}yx`)), found: ['b64wide'] },
      { data: btoa(wide(TEXT)), found: ['b64ofwide'] },
    ],
  },
  {
    name: 'hex strings',
    rules: [
      rule('bytes', '$a = { 41 4C 4c 43 }', '$a'),
      rule('halves', '$a = { 4? ?C 4C 43 ?? 45 }', '$a'),
      rule('jump', '$a = { 41 4C [2-4] 54 45 53 54 }', '$a'),
      rule('open_jump', '$a = { 41 4C 4C 43 [-] 54 45 53 54 }', '$a'),
      rule('long_jump', '$a = { 41 4C 4C 43 [200-300] 54 45 53 54 }', '$a'),
      rule('choice', '$a = { 41 ( 4C 4C | 4D | 4E ?? ) 43 4C 45 }', '$a'),
      rule('comment', '$a = { 41 /* A */ 4C 4C // L\n 43 }', '$a'),
    ].join(''),
    files: [
      { data: 'ALLCLE', found: ['bytes', 'halves', 'choice', 'comment'] },
      { data: 'AMCLE', found: ['choice'] },
      { data: 'ANxCLE', found: ['choice'] },
      { data: 'ALMCL', found: [] },
      { data: 'ALxxTEST ALxxxxxTEST', found: ['jump'] },
      { data: `ALLC${'.'.repeat(250)}TEST`, found: ['bytes', 'comment', 'open_jump', 'long_jump'] },
      { data: `ALLC${'.'.repeat(301)}TEST`, found: ['bytes', 'comment', 'open_jump'] },
      { data: `ALLC${'.'.repeat(199)}TEST`, found: ['bytes', 'comment', 'open_jump'] },
    ],
  },
  {
    name: 'regular expressions',
    rules: [
      rule('classes', '$a = /ALL[A-C_]+\\d{2,3}\\s?\\w\\W/', '$a'),
      rule('nocase_flag', '$a = /allclear_[te]+st/i', '$a'),
      rule('dot', '$a = /BEGIN.{0,5}END/', '$a'),
      rule('dot_all', '$a = /BEGIN.{0,5}END/s', '$a'),
      rule('lazy', '$a = /BEGIN.*?END/', '$a'),
      rule('word', '$a = /\\bALLCLEAR\\b/', '$a'),
      rule('not_word', '$a = /\\BCLEAR/', '$a'),
      rule('start', '$a = /^ALLC/', '$a'),
      rule('end', '$a = /TEST$/', '$a'),
      rule('wide_regex', '$a = /ALL.{1,4}TEST/ wide', '$a'),
      rule('groups', '$a = /(ALL|NONE)(CLEAR|_)*_(TEST|PROBE)/', '$a'),
      rule('no_gram', '$a = /[a-z]\\d[a-z]\\d/', '$a'),
      rule('full_regex', '$a = /TEST_\\d+/ fullword', '$a'),
      rule('brace', '$a = /ALL{x/', '$a'),
      rule('negated', '$a = /PROBE[^a-f]X/i', '$a'),
    ].join(''),
    files: [
      { data: 'ALLCB_12 x.', found: ['classes', 'start'] },
      { data: ' AllClear_TEST', found: ['nocase_flag', 'end'] },
      { data: 'BEGIN..END', found: ['dot', 'dot_all', 'lazy'] },
      { data: 'BEGIN\n.END', found: ['dot_all'] },
      { data: 'BEGIN......END', found: ['lazy'] },
      { data: '.ALLCLEAR.', found: ['word', 'not_word'] },
      { data: 'xALLCLEAR.', found: ['not_word'] },
      { data: '_ALLCLEAR', found: ['not_word'] },
      { data: wide('.ALL_xTEST'), found: ['wide_regex'] },
      { data: '-ALLCLEAR__PROBE-', found: ['groups', 'not_word'] },
      { data: 'xNONE_TESTx', found: ['groups'] },
      { data: '..a1b2', found: ['no_gram'] },
      { data: '.TEST_12.', found: ['full_regex'] },
      { data: '.TEST_12x TEST_1', found: ['full_regex'] },
      { data: 'ALL{x', found: ['brace'] },
      { data: 'probeZx probeAx', found: ['negated'] },
      { data: 'probeAx PROBEfX', found: [] },
    ],
  },
  {
    name: 'offsets, counts and lengths',
    rules: ask('$a = "ab" $b = /c+/', {
      at_two: '$a at 2',
      in_range: '$a in (3..6)',
      count: '#a == 3',
      count_in: '#a in (0..4) == 2',
      offset: '@a[2] == 4 and @a == 2',
      no_offset: '@a[9] == 4 or not defined @a[9]',
      length: '!b == 3 or !b[1] == 3',
      sum: '#a + 1 > 3',
      position: '@b > @a[1] + 1',
    }),
    files: [
      {
        data: '..abab..ab..ccc',
        found: ['at_two', 'in_range', 'count', 'count_in', 'offset', 'no_offset', 'length', 'sum', 'position'],
      },
      { data: 'ab.....ab.', found: ['no_offset'] },
      { data: 'cc', found: ['no_offset'] },
    ],
  },
  {
    name: 'of',
    rules: ask('$a1 = "one_ALLCLEAR" $a2 = "two_ALLCLEAR" $b = "three_ALLCLEAR"', {
      any_of: 'any of them',
      all_of: 'all of them',
      none_of: 'none of them',
      two_of: '2 of them',
      all_a: 'all of ($a*)',
      one_listed: '1 of ($a1, $b)',
      percent: '60% of them',
      counted: '(1 + 1) of them',
      zero_of: '0 of them',
      in_range: 'any of ($a*) in (0..5)',
    }),
    files: [
      {
        data: 'one_ALLCLEAR two_ALLCLEAR',
        found: ['any_of', 'two_of', 'all_a', 'one_listed', 'percent', 'counted', 'in_range'],
      },
      { data: '...... three_ALLCLEAR', found: ['any_of', 'one_listed'] },
      { data: 'nothing', found: ['none_of', 'zero_of'] },
      {
        data: '...... three_ALLCLEAR two_ALLCLEAR one_ALLCLEAR',
        found: ['any_of', 'all_of', 'two_of', 'all_a', 'one_listed', 'percent', 'counted'],
      },
    ],
  },
  {
    name: 'loops',
    rules: ask('$a = "loop_TEST" $b = "mark_TEST"', {
      for_of: 'for any of them : ( $ at 3 )',
      for_all: 'for all of ($*) : ( # > 0 )',
      for_offsets: 'for any i in (1..#a) : ( @a[i] > 20 )',
      for_list: 'for 2 i in (1, 3, 5) : ( uint8(i) == 0x2e or uint8(i) == 0x6c )',
      for_empty: 'for all i in (1..filesize - 100) : ( true )',
      for_none: 'for none i in (1..3) : ( i == 9 )',
      nested: 'for any i in (1..2) : ( for any j in (3..4) : ( i * j == 8 ) )',
      for_length: 'for any of ($a) : ( ! == 9 and @ == 3 )',
    }),
    files: [
      { data: '...loop_TEST', found: ['for_of', 'for_list', 'for_none', 'nested', 'for_length'] },
      {
        data: '...loop_TEST mark_TEST loop_TEST',
        found: ['for_of', 'for_all', 'for_offsets', 'for_list', 'for_none', 'nested', 'for_length'],
      },
      { data: 'x', found: ['for_none', 'nested'] },
    ],
  },
  {
    name: 'reading numbers and computing',
    rules: ask('', {
      little: 'uint16(0) == 0x4c41 and uint32(0) == 0x434c4c41',
      big: 'uint16be(0) == 0x414c and uint32be(0) == 0x414c4c43',
      signed: 'int8(4) == -1 and int16(4) == -1 and int32be(4) == -256 + 0xfe - 0x1fe + 0x100 - 0x100',
      beyond: 'uint32(filesize) == 0',
      not_beyond: 'not (uint32(filesize) == 0)',
      or_beyond: 'uint32(filesize) == 0 or true',
      and_beyond: 'not (uint8(filesize) == 0 and true)',
      size: 'filesize == 8 and filesize < 1KB and filesize < 1MB',
      maths: '7 \\ 2 == 3 and 7 % 4 == 3 and -7 \\ 2 == -3 and 2 * 3 + 1 == 7 and 1 << 4 == 16 and 0xff & 0x0f == 0x0f',
      bits: '(uint32(4) ^ 0xffffffff) == 0x1010000 and ~0 == -1 and (0x10 | 1) == 17',
      by_zero: '1 \\ (filesize - 8) == 0 or defined (1 % (filesize - 8))',
      floats: '1.5 * 2 == 3.0 and 7 \\ 2.0 == 3.5',
      octal: '0o17 == 15',
      precedence: '1 + 2 * 3 == 7 and not false and true or false',
    }),
    files: [
      {
        data: 'ALLC\xff\xff\xfe\xfe',
        found: [
          'little',
          'big',
          'not_beyond',
          'or_beyond',
          'and_beyond',
          'size',
          'maths',
          'bits',
          'floats',
          'octal',
          'precedence',
        ].filter((name) => name !== 'not_beyond'),
      },
    ],
  },
  {
    name: 'rules that refer to others, private, global, tags and meta',
    rules: `private rule hidden : tag1 tag2 { meta: author = "x" n = 3 yes = true strings: $a = "hidden_TEST" condition: $a }
      rule shown { meta: a = -1 strings: $a = "shown_TEST" condition: $a and hidden }
      rule neither { condition: not hidden and not shown }
      rule any_rule { condition: any of (shown, hidden) }
      rule all_rules { condition: all of (sh*) }`,
    files: [
      { data: 'hidden_TEST shown_TEST', found: ['shown', 'any_rule', 'all_rules'] },
      { data: 'shown_TEST', found: ['neither'] },
      { data: 'hidden_TEST', found: ['any_rule'] },
    ],
  },
  {
    name: 'global rules',
    rules: `global rule small { condition: filesize < 20 }
      rule found { strings: $a = "global_TEST" condition: $a }`,
    files: [
      { data: 'global_TEST', found: ['small', 'found'] },
      { data: 'global_TEST .................', found: [] },
    ],
  },
  {
    name: 'externals and tests of text',
    rules: ask('', {
      empty: 'filename == ""',
      not_named: 'not filename matches /shell/i and extension != ".asp"',
      holds: '"ALLCLEAR" contains "CLEAR" and "ALLCLEAR" icontains "clear"',
      starts: '"ALLCLEAR" startswith "ALL" and "ALLCLEAR" istartswith "all" and not "ALLCLEAR" startswith "all"',
      ends: '"ALLCLEAR" endswith "EAR" and "ALLCLEAR" iendswith "ear" and "ALLCLEAR" iequals "allclear"',
      regex: '"ALLCLEAR" matches /^ALL.*R$/ and not "ALLCLEAR" matches /all/ and "ALLCLEAR" matches /all/i',
    }),
    files: [{ data: 'x', found: ['empty', 'not_named', 'holds', 'starts', 'ends', 'regex'] }],
  },
  {
    name: 'math',
    rules: `import "math"\n${ask('', {
      entropy: 'math.entropy(0, filesize) > 1.99 and math.entropy(0, filesize) < 2.01 and math.entropy("aabb") == 1.0',
      mean: 'math.mean(0, 4) == 98.5',
      deviation: 'math.deviation(0, 4, 98.5) == 1.0',
      range: 'math.in_range(5.0, 1.0, 9.0) and not math.in_range(5.0, 6.0, 9.0)',
      outside: 'not defined math.entropy(100, 4) and not defined math.mean(0, 0 - 1)',
      clipped: 'math.mean(3, 100) == 100.0',
      count: 'math.count(0x61) == 1 and math.count(0x61, 1, 3) == 0 and math.percentage(0x61) == 0.25',
      max_min: 'math.max(1, 3) == 3 and math.min(1, 3) == 1 and math.to_number(1 == 1) == 1',
    })}`,
    files: [
      {
        data: 'abcd',
        found: ['entropy', 'mean', 'deviation', 'range', 'outside', 'clipped', 'count', 'max_min'],
      },
    ],
  },
  {
    name: 'a string shared with a rule that looks at the head of the file',
    rules: [
      rule('gated', '$s = "Page ALLCLEAR="', 'uint32(0) == 0x4e444221 and $s'),
      rule('free', '$s = "Page ALLCLEAR="', '$s'),
    ].join(''),
    files: [
      { data: 'Page ALLCLEAR=', found: ['free'] },
      { data: '!BDNPage ALLCLEAR=', found: ['gated', 'free'] },
    ],
  },
  {
    name: 'anonymous strings, comments, odd layout',
    rules: `// first\nrule\nanonymous\n{ /* strings: */ strings: $ = "first_TEST" $ = "second_TEST" // "x"\ncondition: all of them }`,
    files: [
      { data: 'first_TEST second_TEST', found: ['anonymous'] },
      { data: 'first_TEST', found: [] },
    ],
  },
];
