import { loadContent } from '@allclear/content';
import { expect, test } from 'vitest';
import { compileContent } from '../run/rules.js';
import { techniquesOf } from './findings.js';
import { techniqueName } from './techniques.js';

test('every technique that a shipped rule names has its ATT&CK name', async () => {
  const { rules, correlations } = compileContent((await loadContent()).sigma);
  const used = [...rules, ...correlations].flatMap((rule) => techniquesOf(rule.tags));
  expect(used.length).toBeGreaterThan(100);
  expect(used.filter(({ id, name }) => name === id)).toEqual([]);
  // A name of its own, not only its parent's: "Web Shell", not "Server Software Component".
  const vague = used.filter(({ id, name }) => id.includes('.') && !name.includes(':'));
  expect([...new Set(vague.map((t) => t.id))]).toEqual([]);
});

test('tags that are no technique are left out; an unknown one keeps its number', () => {
  expect(
    techniquesOf(['attack.initial_access', 'cve.2021-26855', 'attack.t1190', 'attack.T1190', 'attack.t12345']),
  ).toEqual([{ id: 'T1190', name: 'Exploit Public-Facing Application' }]);
  expect([techniqueName('T9999'), techniqueName('T1003.999')]).toEqual(['T9999', 'OS Credential Dumping']);
});
