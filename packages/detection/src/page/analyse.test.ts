import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analysePage } from './analyse.js';
import {
  Budget,
  MAX_DEPTH,
  MAX_FINDINGS,
  MAX_FOLDED,
  MAX_PAGE_CHARS,
  MAX_STEPS,
  MAX_TEXT,
  MAX_TOKENS,
} from './limits.js';

/** Nothing that a scanner of files knows may stand here in plain text: bars are taken out before use. */
const t = (text: string): string => text.replace(/\|/g, '');

interface Carrier {
  readonly name: string;
  readonly extension: string;
  readonly text: string;
  readonly basic: boolean;
}

/** Inert: each calls a function that no server has, `inert`, before it acts, so that it cannot run. */
const CARRIERS: readonly Carrier[] = [
  {
    name: 'VBScript evaluates',
    extension: '.asp',
    basic: true,
    text: t('<%\r\ninert()\r\nv = Req|uest("a")\r\nExe|cute(v)\r\n%>'),
  },
  {
    name: 'VBScript without parentheses',
    extension: '.asp',
    basic: true,
    text: t('<% inert() : ev|al req|uest("a") %>'),
  },
  {
    name: 'VBScript starts',
    extension: '.asp',
    basic: true,
    text: t('<%\ninert()\nSet s = Server.CreateObject("WSc|ript.Sh|ell")\nc = Req|uest.Form("c")\ns.R|un c\n%>'),
  },
  {
    name: 'JScript evaluates',
    extension: '.aspx',
    basic: false,
    text: t('<%@ Pa|ge Lang|uage="JScript" %><% inert(); var v = Req|uest.Item["a"]; ev|al(v, "x"); %>'),
  },
  {
    name: 'C# starts',
    extension: '.aspx',
    basic: false,
    text: t(
      '<%@ Pa|ge Language="C#" %><script run|at="server">void Page_Load() { inert(); string v = Req|uest["a"]; System.Diagnostics.Pro|cess.Start("cmd|.exe", "/c " + v); }</script>',
    ),
  },
  {
    name: 'C# loads',
    extension: '.ashx',
    basic: false,
    text: t(
      '<%@ WebHandler Language="C#" Class="H" %>\nclass H { void ProcessRequest(HttpContext c) { inert(); byte[] d = Convert.FromBase|64String(c.Req|uest["a"]); Assem|bly.Load(d); } }',
    ),
  },
  {
    name: 'VB.NET writes',
    extension: '.aspx',
    basic: true,
    text: t(
      '<%@ Pa|ge Language="VB" %><script run|at="server">\nSub Page_Load()\ninert()\nDim p As String = Req|uest("p")\nDim c As String = Req|uest("c")\nSystem.IO.File.Write|AllText(p, c)\nEnd Sub\n</script>',
    ),
  },
];

const level = (text: string, extension: string): string | undefined => analysePage(text, extension).level;
const rank = (value: string | undefined): number => (value === 'malicious' ? 2 : value === 'suspicious' ? 1 : 0);

describe('what the caller sends reaches what acts', () => {
  test.each(CARRIERS)('$name', ({ text, extension }) => {
    const found = analysePage(text, extension);
    expect(found.level).toBe('malicious');
    expect(found.findings[0]?.what).not.toBe('');
    expect(found.findings[0]?.lines.length).toBeGreaterThan(0);
  });

  test('the lines quoted are those where data enters and acts', () => {
    const found = analysePage(CARRIERS[0]?.text ?? '', '.asp').findings[0];
    expect(found?.kind).toBe('evaluate');
    expect(found?.lines.map((l) => l.line)).toEqual([3, 4]);
  });

  test('through a function of the page, a session, an alias, reflection', () => {
    expect(
      level(t('<%\nFunction f(x)\nf = Replace(x, "a", "b")\nEnd Function\nExe|cute f(Req|uest("q"))\n%>'), '.asp'),
    ).toBe('malicious');
    expect(level(t('<%\nSession("k") = Req|uest("q")\nExe|cute Session("k")\n%>'), '.asp')).toBe('malicious');
    expect(level(t('<%@ Pa|ge Lang|uage="JScript" %><% var e = ev|al; e(Req|uest["q"]); %>'), '.aspx')).toBe(
      'malicious',
    );
    expect(
      level(
        t(
          '<%@ Pa|ge Language="C#" %><% typeof(System.Reflection.Assem|bly).GetMethod("Lo"+"ad", t).Invoke(null, new object[] { Convert.FromBase|64String(Req|uest["q"]) }); %>',
        ),
        '.aspx',
      ),
    ).toBe('malicious');
  });

  test('callers of a service fill its parameters', () => {
    const service = (head: string): string =>
      t(
        `<%@ WebService Lang|uage="JScript" Class="S" %>import System; class S { ${head} function f(a : String) : String { inert(); return ev|al(a); } }`,
      );
    expect(level(service('WebMethodAttribute ScriptMethodAttribute public'), '.asmx')).toBe('malicious');
    expect(level(service('public'), '.asmx')).toBeUndefined();
    expect(
      level(
        t(
          '<%@ WebService Lang|uage="C#" Class="S" %>class S { [Web|Method] public void F(string a) { inert(); Process.St|art("cmd|.exe", a); } }',
        ),
        '.asmx',
      ),
    ).toBe('malicious');
  });

  test('program text in a constant is read', () => {
    expect(level(t('<% Exe|cute(StrReverse(")""x""(ts|euqer lave")) %>'), '.asp')).toBe('malicious');
    expect(level(t('<% Exe|cute(Chr(101)&"v"|&"al(req"|&"uest(""x""))") %>'), '.asp')).toBe('malicious');
  });

  test('text decoded by a loop of the page and run', () => {
    const page = t(
      '<%\nFunction d(s)\nFor i = 1 To Len(s)\nd = d & Chr(Asc(Mid(s, i, 1)) - 3)\nNext\nEnd Function\nExe|cute d("inert inert inert")\n%>',
    );
    expect(level(page, '.asp')).toBe('malicious');
  });

  test('encoded by the script encoder', () => {
    // The block of an inert line: nothing is found, nothing thrown.
    expect(level(t('<%@ Language="VBScript.Enc|ode" %><%#@|~^BAAAAA==abcdAAAAAA==^#~@%>'), '.asp')).toBeUndefined();
  });
});

describe('pages of applications', () => {
  test.each([
    [
      'shows what was sent, encoded',
      '<%@ Pa|ge Language="C#" %><%= Server.HtmlEncode(Request.QueryString["q"]) %>',
      '.aspx',
    ],
    [
      'binds data',
      '<%@ Pa|ge Language="C#" %><asp:Repeater run|at="server"><ItemTemplate><%# Eval("Name") %></ItemTemplate></asp:Repeater>',
      '.aspx',
    ],
    [
      'starts a fixed program',
      '<%@ Pa|ge Language="C#" %><% System.Diagnostics.Process.Start("report.exe"); %>',
      '.aspx',
    ],
    [
      'loads a fixed library',
      '<%@ Pa|ge Language="C#" %><% System.Reflection.Assembly.Load("Reports"); var n = Request["n"]; %>',
      '.aspx',
    ],
    [
      'opens a file of a fixed folder',
      '<% Set f = Server.CreateObject("Scripting.FileSystemObject")\nSet s = f.OpenTextFile(Server.MapPath("texts/") & "a.txt", 1)\nResponse.Write s.ReadAll %>',
      '.asp',
    ],
    [
      'asks a database with a number',
      '<% Set c = Server.CreateObject("ADODB.Connection")\nc.Open Application("dsn")\nc.Execute "select 1 where id=" & CLng(Request("id")) %>',
      '.asp',
    ],
    ['Razor', '@{ var q = Request["q"]; }\n<p>@Html.Encode(q)</p>@if (q != null) { <b>@q</b> }', '.cshtml'],
    ['only markup', '<html><body>ev|al(request)</body></html>', '.aspx'],
    ['', '', '.aspx'],
  ])('%s', (_, text, extension) => {
    expect(analysePage(t(text), extension).findings).toEqual([]);
  });

  test('a comment is no program', () => {
    expect(level(t("<%\n' Exe|cute Req|uest(1)\n%>"), '.asp')).toBeUndefined();
    expect(level(t('<%@ Pa|ge Lang|uage="JScript" %><%-- <% ev|al(Req|uest["x"]) --%>'), '.aspx')).toBeUndefined();
  });
});

/** Changes of looks that change no meaning. Each gets a page and a random number. */
const DISGUISES: readonly ((c: Carrier, seed: number) => Carrier)[] = [
  // Case, in the languages that do not care.
  (c, seed) =>
    c.basic
      ? {
          ...c,
          text: outsideTags(c.text, (s) =>
            s.replace(/[a-z]/g, (x, i: number) => ((seed >> (i % 13)) & 1 ? x.toUpperCase() : x)),
          ),
        }
      : c,
  // Blanks around brackets.
  (c, seed) => ({
    ...c,
    text: outsideTags(c.text, (s) => s.replace(/[(,]/g, (x) => `${' '.repeat(seed % 3)}${x}${'\t'.repeat(seed % 2)}`)),
  }),
  // Comments inside expressions.
  (c, seed) =>
    c.basic ? c : { ...c, text: outsideTags(c.text, (s) => s.replace(/[(;,]/g, (x) => `${x}/*${seed}*/`)) },
  // Strings in two pieces.
  (c, seed) => ({
    ...c,
    text: outsideTags(c.text, (s) =>
      s.replace(/"([^"\r\n]*)"/g, (whole, body: string) => {
        if (body.length < 2) return whole;
        const at = 1 + (seed % (body.length - 1));
        return `"${body.slice(0, at)}"${c.basic ? ' & ' : ' + '}"${body.slice(at)}"`;
      }),
    ),
  }),
  // Character codes.
  (c) =>
    c.basic
      ? {
          ...c,
          text: outsideTags(c.text, (s) =>
            s.replace(/"([^"\r\n]+)"/g, (_, body: string) =>
              Array.from(body, (x) => `Chr(${x.charCodeAt(0)})`).join(' & '),
            ),
          ),
        }
      : c,
  // Escapes in names.
  (c) =>
    c.basic
      ? c
      : {
          ...c,
          text: outsideTags(c.text, (s) =>
            s.replace(/\b([A-Z])(?=[a-z]+[[(.])/g, (x) => `\\u00${x.charCodeAt(0).toString(16)}`),
          ),
        },
  // Another variable in between.
  (c) => ({
    ...c,
    text: c.basic
      ? c.text.replace(/(\bv = [^\r\n]+)(\r?\n)/, '$1$2w = v$2v = w$2')
      : c.text.replace(/(\bv = [^;]+;)/, '$1 var w = v; v = w;'),
  }),
  // Text before and behind.
  (c, seed) => ({ ...c, text: `GIF89a${'\n'.repeat(seed % 50)}${c.text}\n<!-- ${'x'.repeat(seed % 1000)} -->` }),
];

/** Applies `change` to code only: directives and tags keep their looks. */
function outsideTags(text: string, change: (code: string) => string): string {
  return text
    .split(/(<%@[^%]*%>|<\/?script[^>]*>|<%|%>)/)
    .map((part, i) => (i % 2 === 1 ? part : change(part)))
    .join('');
}

describe('disguises', () => {
  test('never lower the level', () => {
    const choice = fc.array(fc.tuple(fc.nat(DISGUISES.length - 1), fc.nat(100_000)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.nat(CARRIERS.length - 1), choice, (which, steps) => {
        const carrier = CARRIERS[which];
        if (carrier === undefined) return;
        let page = carrier;
        const used = new Set<number>();
        for (const [index, seed] of steps) {
          // One change of each kind: some undo others' assumptions (a string in pieces has no further pieces).
          if (used.has(index)) continue;
          used.add(index);
          page = DISGUISES[index]?.(page, seed) ?? page;
        }
        expect(rank(level(page.text, page.extension)), page.text).toBeGreaterThanOrEqual(
          rank(level(carrier.text, carrier.extension)),
        );
      }),
      { numRuns: 400 },
    );
  });
});

describe('hostile pages', () => {
  const inTime = (text: string, extension: string, seconds: number) => {
    const start = performance.now();
    const found = analysePage(text, extension);
    expect((performance.now() - start) / 1000).toBeLessThan(seconds);
    return found;
  };
  const page = (code: string): string => t(`<%@ Pa|ge Lang|uage="JScript" %><% ev|al(x); ${code} %>`);

  test('megabytes of nested brackets', () => {
    expect(inTime(page(`v = ${'('.repeat(1_000_000)}1`), '.aspx', 30).budgetReached).toBe(true);
    expect(inTime(t(`<%\nev|al x\nv = ${'('.repeat(500_000)}\n%>`), '.asp', 30).budgetReached).toBe(true);
  });
  test('a million concatenations', () => {
    const found = inTime(page(`v = ${'"a"+'.repeat(1_000_000)}"b";`), '.aspx', 30);
    expect(found.budgetReached).toBe(true);
    expect(found.findings.at(-1)?.kind).toBe('unfollowed');
  });
  test('constants that grow by doubling', () => {
    const found = inTime(
      page(`var s = "aaaaaaaaaaaaaaaa"; ${'s = s + s;'.repeat(500)} ev|al(s);`.replace('|', '')),
      '.aspx',
      30,
    );
    expect(found.findings.length).toBeLessThanOrEqual(MAX_FINDINGS + 1);
  });
  test('functions that call each other', () => {
    let code = '';
    for (let i = 0; i < 200; i++)
      code += `function f${i}(a) { return f${(i + 1) % 200}(a + "x") + f${(i + 7) % 200}(a); }\n`;
    inTime(page(`${code} f0("a");`), '.aspx', 30);
  });
  test('chains of members and indexes', () => {
    inTime(page(`v = a${'.b'.repeat(100_000)};w = a${'[1]'.repeat(100_000)};`), '.aspx', 30);
  });
  test('pages longer than what is read', () => {
    expect(analysePage(`<% x = 1 %>${' '.repeat(MAX_PAGE_CHARS)}`, '.asp').budgetReached).toBe(true);
  });
  test('many findings are cut', () => {
    expect(analysePage(`<%\n${t('Exe|cute Req|uest(1)\n').repeat(500)}%>`, '.asp').findings.length).toBe(MAX_FINDINGS);
  });
  test('an allowance is spent once', () => {
    const budget = new Budget();
    let spent = 0;
    while (spent <= MAX_TOKENS && budget.token()) spent++;
    expect(spent).toBe(MAX_TOKENS);
    expect(budget.token()).toBe(false);
    expect(budget.reached).toBe(true);
    expect(new Budget().fold(MAX_TEXT + 1)).toBe(false);
    const folding = new Budget();
    for (let i = 0; i < MAX_FOLDED / MAX_TEXT; i++) folding.fold(MAX_TEXT);
    expect(folding.fold(1)).toBe(false);
    expect(MAX_STEPS).toBeGreaterThan(MAX_DEPTH);
  });

  test('mutated pages: no throw, no hang', () => {
    const pieces = [
      ...CARRIERS.flatMap((c) => c.text.split(/(?=[ \n(])/)),
      '<%',
      '%>',
      t('<script run|at=server>'),
      '</script>',
      '"',
      "'",
      '/*',
      '{',
      '}',
      '(',
      ')',
      '@"',
      '$"{',
      t('#@|~^AAAAAA=='),
      '<%@',
      '<!--#include file="a.jpg"-->',
      '\0',
      '\\u',
      '@{',
      'With',
      'End',
      'Function',
      'new',
      '=>',
    ];
    const mutated = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), { maxLength: 60 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        mutated,
        fc.constantFrom('.asp', '.aspx', '.ashx', '.cshtml', '.vbhtml', '.txt', ''),
        (text, extension) => {
          analysePage(text, extension);
          analysePage(`<% ${text} %>`, extension);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
