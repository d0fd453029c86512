import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PARAMETERS, pageBody } from './page-body.js';
import { sha256Hex } from './sha256.js';

const script = (text: string): string => `<script lang\x75age="jscript" ru\x6eat="server">${text}</script>`;
const line = 'function Page_Load(){ var inert = Request.Item["town7"]; }';

describe('sha256Hex', () => {
  it('gives what the reference implementation gives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
    );
  });
});

describe('pageBody', () => {
  it('is equal where only what surrounds the program differs', () => {
    const dump = (host: string, id: string): string =>
      `Name : OAB\r\nServer : ${host}\r\nGuid : ${id}\r\nExternalUrl : http://f/${script(line)}\r\nWhenChanged : 3/3/2021\r\n`;
    const one = pageBody(dump('MAIL1', 'a1-b2'), '.aspx');
    expect(one).toBeDefined();
    expect(pageBody(dump('SRV9', 'c3-d4'), '.aspx')).toEqual(one);
    expect(pageBody(script(`  ${line.replaceAll(' ', '  ').toUpperCase()} /* a comment */\r\n`), '.aspx')?.sha256).toBe(
      one?.sha256,
    );
    expect(one?.parameters).toEqual(['town7']);
  });
  it('differs where the program differs', () => {
    expect(pageBody(script(line.replace('town7', 'town8')), '.aspx')?.sha256).not.toBe(
      pageBody(script(line), '.aspx')?.sha256,
    );
  });
  it('is absent where the server runs nothing', () => {
    expect(pageBody('<html><body>Request["x"]</body></html>', '.aspx')).toBeUndefined();
  });
  it('names parameters of several forms of access, at most so many', () => {
    const code = [
      'Request["a1"]',
      "Request.Form['a2']",
      'Request.QueryString("a3")',
      'Request.Headers.Get("a4")',
      'response["no"]',
    ].join(';');
    expect(pageBody(script(code), '.aspx')?.parameters).toEqual(['a1', 'a2', 'a3', 'a4']);
    const many = Array.from({ length: 50 }, (_, n) => `Request["p${n}"]`).join(';');
    expect(pageBody(script(many), '.aspx')?.parameters).toHaveLength(MAX_PARAMETERS);
  });
  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 400 }),
        fc.constantFrom('.aspx', '.asp', '.ashx', '.cshtml', ''),
        (text, extension) => {
          pageBody(`${text}${script(text)}<%${text}`, extension);
        },
      ),
    );
  });
});
