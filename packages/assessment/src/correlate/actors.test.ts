import { ActorProfile } from '@allclear/content';
import { expect, test } from 'vitest';
import { makeFinding } from '../testing/make.js';
import { actorHints } from './actors.js';

const group = ActorProfile.parse({
  name: 'Group',
  aliases: ['Other name'],
  description: 'a group',
  consistentWith: [
    { description: 'a page name', kind: 'file-name', match: { names: ['it.aspx'] } },
    { description: 'a parameter of its shell', kind: 'shell-parameter', match: { contains: ['KLK123'] } },
    { description: 'its time of activity', kind: 'time', match: { between: { from: '2021-03-01', to: '2021-03-04' } } },
    { description: 'its own task name', kind: 'task', match: { names: ['WinnetTask'] } },
  ],
  wouldTell: 'something that only this group does',
  sources: ['s'],
});
const page = makeFinding({
  entities: [{ kind: 'page', value: '/aspnet_client/IT.aspx' }],
});
const parameter = makeFinding({ quotes: [{ place: { file: 'x' }, fields: { 'cs-uri-query': 'klk123456=1' } }] });
const task = makeFinding({ entities: [{ kind: 'task', value: '\\winnettask' }] });

test('one weak mark identifies nobody', () => {
  expect(actorHints([makeFinding({ entities: [{ kind: 'page', value: '/x/it.aspx' }] })], [group])).toEqual([]);
});

test('independent marks: consistent with, with what would tell and on which findings it rests', () => {
  expect(actorHints([page, parameter], [group])).toEqual([
    {
      name: 'Group (Other name)',
      consistency: 'medium',
      because: ['a page name', 'a parameter of its shell'],
      wouldTell: 'something that only this group does',
      findings: [page.id, parameter.id],
    },
  ]);
});

test('what scanners asked for says nothing', () => {
  const probe = { ...page, outcome: 'probe' as const };
  expect(actorHints([probe, { ...parameter, outcome: 'context' as const }], [group])).toEqual([]);
});

test('a part of a name is not the name', () => {
  const near = makeFinding({ entities: [{ kind: 'page', value: '/x/credit.aspx' }] });
  expect(actorHints([near, task, parameter], [group])[0]?.because).toEqual([
    'a parameter of its shell',
    'its own task name',
  ]);
});

test('the most consistent group comes first', () => {
  const other = { ...group, name: 'Another', consistentWith: group.consistentWith.slice(0, 2) };
  const hints = actorHints([page, parameter, task], [other, group]);
  expect(hints.map((h) => h.name)).toEqual(['Group (Other name)', 'Another (Other name)']);
  expect(hints.map((h) => h.consistency)).toEqual(['high', 'medium']);
});
