import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyOf, CODE, type Letter, OPT_OUT, type OrganisationFacts, subjectOf, together } from './compose.js';
import { hostText, isMailbox, oneLine, unlinked } from './harmless.js';
import { hashOfCode, noticeSecrets, SIGNATURE_LINE } from './secrets.js';
import { LANGUAGES, type Language, languageOf, NOTICE_KINDS, TEXTS } from './templates/index.js';

const KEY = new Uint8Array(32).fill(7);
const letter = (over: Partial<Letter> = {}): Letter => ({
  kind: 'vulnerable',
  language: 'en',
  from: 'CERT Example',
  verifyUrl: 'https://cert.example/notice',
  keyUrl: 'https://cert.example/key.pem',
  ...over,
});
const town = (over: Partial<OrganisationFacts> = {}): OrganisationFacts => ({
  organisation: '1',
  name: 'Town Hall',
  domains: ['town.example'],
  tlp: 'AMBER',
  hosts: [
    {
      name: 'mail.town.example',
      addresses: ['192.0.2.1', '2001:db8::1'],
      build: '15.1.2176.2',
      facts: [{ label: 'weakness', value: 'CVE-2021-26855' }],
    },
  ],
  ...over,
});

describe('templates', () => {
  it('say in every language the same things: no placeholder is missing or unknown', () => {
    const holders = (value: unknown): string[] =>
      typeof value === 'string'
        ? [...value.matchAll(/\{\w+\}/g)].map((m) => m[0])
        : Object.values(value as object).flatMap(holders);
    const shape = (text: Language): unknown =>
      NOTICE_KINDS.map((kind) => [text.kinds[kind].opening.length, text.kinds[kind].steps.length]);
    for (const code of LANGUAGES) {
      expect(holders(TEXTS[code]).sort(), code).toEqual(holders(TEXTS.en).sort());
      expect(shape(TEXTS[code]), code).toEqual(shape(TEXTS.en));
    }
  });

  it('are chosen by the language of the contact, else English', () => {
    expect(languageOf('de-AT')).toBe('de');
    expect(languageOf('pt_BR')).toBe('pt');
    expect(languageOf('xx')).toBe('en');
    expect(languageOf('__proto__')).toBe('en');
  });

  it('give in each language and kind a whole plain message', () => {
    for (const language of LANGUAGES)
      for (const kind of NOTICE_KINDS) {
        const body = bodyOf(letter({ language, kind }), [town()]);
        expect(body.startsWith('TLP:AMBER - ')).toBe(true);
        expect(body).toContain('* mail.town.example (192.0.2.1, 2001:db8::1)');
        expect(body).toContain(CODE);
        expect(body).toContain(OPT_OUT);
        expect(body.replaceAll(CODE, '').replaceAll(OPT_OUT, '')).not.toMatch(/[{}]/);
        expect(body).not.toMatch(/[ \t]$/m);
        expect(subjectOf({ language, kind, from: 'CERT' })).toMatch(/CERT/);
      }
  });
});

describe('a message', () => {
  it('keeps the frame once and the facts of all, under the strictest marking', () => {
    const one = bodyOf(letter(), [town()]);
    const two = bodyOf(letter(), [
      town({ name: 'School', tlp: 'RED', hosts: [{ name: 'mail.school.example', addresses: [], facts: [] }] }),
    ]);
    const both = together([one, two], 'en');
    expect(both.startsWith('TLP:RED - ')).toBe(true);
    expect(both).toContain('mail.town.example');
    expect(both).toContain('mail[.]school[.]example');
    expect(both.match(/What we know/g)).toHaveLength(1);
    expect(both.match(/TLP:/g)).toHaveLength(1);
    expect(together([one], 'en')).toBe(one);
  });

  it('says how many servers it leaves out', () => {
    const hosts = Array.from({ length: 205 }, (_, n) => ({ name: `m${n}.town.example`, addresses: [], facts: [] }));
    expect(bodyOf(letter(), [town({ hosts })])).toContain('(and 5 more');
  });

  it('whatever the values hold: no line, link, header or rule of theirs', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        'x\r\nBcc: all@example.org',
        'https://evil.example/login',
        'www.evil.example',
        `a\n\n${'='.repeat(60)}\n\nb`,
        '='.repeat(60),
        '{{opt-out}}',
        '{{code}}',
        'javascript:alert(1)',
        '\u202egpj.exe',
        '\u2028line',
        'mail a@b.example now',
        'HTTP://X.example',
        '\ud800',
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (a, b, c, d) => {
        const frame = bodyOf(letter(), [
          town({
            name: 'N',
            hosts: [{ name: 'h', addresses: ['1'], build: 'b', facts: [{ label: 'page', value: 'p' }] }],
          }),
        ]);
        const body = bodyOf(letter(), [
          town({ name: a, hosts: [{ name: b, addresses: [c], build: d, facts: [{ label: 'page', value: a }] }] }),
        ]);
        expect(body.split('\n').length).toBe(frame.split('\n').length);
        expect(together([body, body], 'en').match(/What we know/g)).toHaveLength(1);
        expect(body.split(CODE).length).toBe(2);
        expect(body.split(OPT_OUT).length).toBe(2);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
        expect(body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\u2028\u2029]/);
        const facts = body.split(`${'='.repeat(60)}`)[1] ?? '';
        expect(facts).not.toMatch(/https?:\/\/|www\.|[a-z]@[a-z]|javascript:/i);
        const subject = subjectOf({ kind: 'vulnerable', language: 'en', from: a });
        expect(subject).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe('values', () => {
  it('are written so that nothing can be clicked', () => {
    expect(unlinked('https://mail.town.example/aspnet_client/x.aspx?a=1.2')).toBe(
      'hxxps[:]//mail[.]town[.]example/aspnet_client/x[.]aspx?a=1[.]2',
    );
    expect(unlinked('192.0.2.7')).toBe('192.0.2.7');
    expect(unlinked('Smith & Co. Ltd')).toBe('Smith & Co. Ltd');
    expect(hostText('mail.town.example', ['town.example'])).toBe('mail.town.example');
    expect(hostText('mail.eviltown.example', ['town.example'])).toBe('mail[.]eviltown[.]example');
    expect(oneLine('a'.repeat(500))).toHaveLength(200);
  });

  it('a mailbox is one mailbox', () => {
    expect(isMailbox('abuse@isp.example')).toBe(true);
    for (const bad of [
      'a@b',
      'a b@c.example',
      'a@b.example\r\nRCPT TO:<c@d.example>',
      'a@b.example,c@d.example',
      '<a@b.example>',
      '@b.example',
      '"a"@b.example',
      'ü@b.example',
    ])
      expect(isMailbox(bad), bad).toBe(false);
  });
});

describe('what makes it checkable', () => {
  it('is the same for the same message, in every process', () => {
    const secrets = noticeSecrets(KEY);
    const code = secrets.code('batch', 'email', 'a@b.example');
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(noticeSecrets(KEY).code('batch', 'email', 'a@b.example')).toBe(code);
    expect(noticeSecrets(new Uint8Array(32)).code('batch', 'email', 'a@b.example')).not.toBe(code);
    expect(secrets.code('batch', 'email', 'c@b.example')).not.toBe(code);
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(hashOfCode(typed)).toBe(hashOfCode(code));
    const token = secrets.optOutToken('A', 'C');
    expect(secrets.readOptOut(token)).toEqual({ authority: 'A', contact: 'C' });
    expect(secrets.readOptOut(`${token}x`)).toBeUndefined();
    expect(secrets.readOptOut(token.replace('C', 'D'))).toBeUndefined();
  });

  it('is a signature that openssl verifies, and refuses when a letter was changed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'notice-key-'));
    try {
      const secrets = noticeSecrets(KEY);
      const message = secrets.signed('Good day,\n\nGrüße');
      const [text = '', block = ''] = message.split(SIGNATURE_LINE);
      writeFileSync(join(folder, 'key.pem'), secrets.publicKey);
      writeFileSync(join(folder, 'sig'), Buffer.from(block.split('\n').slice(2, -2).join(''), 'base64'));
      const verify = (content: string): string => {
        writeFileSync(join(folder, 'text'), content);
        try {
          return execFileSync(
            'openssl',
            ['pkeyutl', '-verify', '-pubin', '-inkey', 'key.pem', '-rawin', '-in', 'text', '-sigfile', 'sig'],
            { cwd: folder, stdio: 'pipe' },
          ).toString();
        } catch {
          return 'refused';
        }
      };
      expect(verify(text)).toContain('Verified Successfully');
      expect(verify(text.replace('Good', 'Bad'))).toBe('refused');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
