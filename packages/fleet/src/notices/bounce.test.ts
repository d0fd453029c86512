import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBounce } from './bounce.js';

const report = [
  'From: MAILER-DAEMON@relay.example',
  'Content-Type: multipart/report; report-type=delivery-status;',
  '\tboundary="b/1=x"',
  '',
  'preamble',
  '--b/1=x',
  'Content-Type: text/plain',
  '',
  'Sorry.',
  '--b/1=x',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; relay.example',
  '',
  'Final-Recipient: rfc822; IT@town.example',
  'Action: failed',
  'Status: 5.1.1 (bad mailbox)',
  'Diagnostic-Code: smtp; 550 5.1.1',
  ' no such user',
  '',
  'Final-Recipient: rfc822; other@town.example',
  'Action: delayed',
  'Status: 4.4.1',
  '',
  '--b/1=x',
  'Content-Type: message/rfc822',
  '',
  'From: notices@cert.example',
  'Message-ID: <1@cert.example>',
  '',
  'Message-ID: <in-the-body@evil.example>',
  '--b/1=x--',
  '',
].join('\r\n');

describe('a report of failed delivery', () => {
  it('says which message, to whom, why', () => {
    expect(parseBounce(report)).toEqual({
      messageIds: ['<1@cert.example>'],
      recipients: [
        { address: 'it@town.example', action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 no such user' },
        { address: 'other@town.example', action: 'delayed', status: '4.4.1', diagnostic: '' },
      ],
    });
  });
  it('an ordinary answer is none', () => {
    expect(parseBounce('From: it@town.example\r\nSubject: Re: notice\r\n\r\nThanks')).toBeUndefined();
    expect(parseBounce('')).toBeUndefined();
  });
  it('whatever was changed in it: no fault, no endless work', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(report.length), fc.nat(60), fc.string({ maxLength: 20 })), { maxLength: 8 }),
        (cuts) => {
          let text = report;
          for (const [at, length, put] of cuts) text = text.slice(0, at) + put + text.slice(at + length);
          const from = performance.now();
          const found = parseBounce(text);
          expect(performance.now() - from).toBeLessThan(1000);
          for (const id of found?.messageIds ?? []) expect(id).toMatch(/^<\S+>$/);
        },
      ),
    );
    const deep = Array.from({ length: 2000 }, (_, n) => `Content-Type: multipart/x; boundary=b${n}\n\n--b${n}\n`).join(
      '',
    );
    expect(parseBounce(deep)).toBeUndefined();
    expect(parseBounce(`Content-Type: multipart/report; boundary=a\n\n${'--a\n\n'.repeat(200_000)}`)).toBeUndefined();
  });
});
