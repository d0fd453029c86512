import { expect, test } from 'vitest';
import { makeFinding, makeRecord, makeSighting } from '../testing/make.js';
import { listMailboxes } from './mailboxes.js';

const mailbox = (value: string) => ({ kind: 'mailbox' as const, value });
const client = (value: string) => ({ kind: 'client' as const, value });
const rule = (id: string, title = 'Mailbox read') => ({ id, title, author: 'a', references: [], checks: [] });

test('who, when, how often, how much; equal names are one mailbox', () => {
  const findings = [
    makeFinding({
      rule: rule('ews'),
      phase: 'mail-theft',
      count: 2,
      first: '2021-03-04T22:14:05.000Z',
      last: '2021-03-04T22:15:00.000Z',
      entities: [client('203.0.113.7'), mailbox('Mayor@example.com')],
    }),
    makeFinding({
      rule: rule('ews'),
      phase: 'mail-theft',
      count: 1,
      first: '2021-03-01T00:00:00.000Z',
      entities: [client('203.0.113.8'), mailbox('mayor@EXAMPLE.com')],
    }),
    makeFinding({
      rule: rule('x', 'Mailbox exported into a web page'),
      phase: 'mail-theft',
      what: 'an export',
      entities: [mailbox('legal@example.com'), { kind: 'account', value: 'EXAMPLE\\eve' }],
    }),
  ];
  const sightings = [
    makeSighting('ews', [makeRecord('e', 1)], {
      groupKey: '1',
      entities: [mailbox('Mayor@example.com')],
      sums: { ResponseSize: 700 },
    }),
    makeSighting('ews', [makeRecord('e', 2)], {
      groupKey: '2',
      entities: [mailbox('mayor@example.com')],
      sums: { ResponseSize: 300 },
    }),
  ];
  const [legal, mayor, ...none] = listMailboxes(findings, sightings);
  expect(none).toEqual([]);
  expect(legal).toMatchObject({ mailbox: 'legal@example.com', how: 'exported', by: ['EXAMPLE\\eve'] });
  expect(legal).not.toHaveProperty('bytes');
  expect(mayor).toMatchObject({
    mailbox: 'Mayor@example.com',
    how: 'read',
    by: ['203.0.113.7', '203.0.113.8'],
    requests: 3,
    first: '2021-03-01T00:00:00.000Z',
    last: '2021-03-04T22:15:00.000Z',
  });
});

test('attempts, other phases and the server itself take nothing', () => {
  const entities = [mailbox('a@example.com'), client('127.0.0.1')];
  expect(listMailboxes([makeFinding({ phase: 'mail-theft', outcome: 'attempt', entities })], [])).toEqual([]);
  expect(listMailboxes([makeFinding({ phase: 'exploitation', entities })], [])).toEqual([]);
  expect(listMailboxes([makeFinding({ phase: 'mail-theft', entities })], [])[0]?.by).toEqual([]);
});

test('bytes of two groups of one mailbox add up', () => {
  const finding = makeFinding({ rule: rule('ews'), phase: 'mail-theft', entities: [mailbox('m@example.com')] });
  const part = (key: string, bytes: number) =>
    makeSighting('ews', [makeRecord('e', 1)], {
      groupKey: key,
      entities: [mailbox('m@example.com')],
      sums: { ResponseSize: bytes },
    });
  expect(listMailboxes([finding], [part('1', 700), part('2', 300)])[0]?.bytes).toBe(1000);
  expect(
    listMailboxes([finding, { ...finding, id: 'F-ffffffffffff' }], [part('1', 700), part('2', 300)])[0]?.bytes,
  ).toBe(1000);
});
