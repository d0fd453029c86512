import { FactEvent } from '@allclear/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseSigma } from '../parse.js';
import type { SigmaRule } from '../rule.js';
import { RuleSet } from '../rule-set.js';

const WORDS = ['cmd.exe', '.exe', 'whoami', 'ab', 'C:\\Windows', 'System32', 'ÄÖÜß', 'İstanbul', 'mimikatz', 'x'];
const word = fc.constantFrom(...WORDS);
const value = fc.array(fc.oneof(word, fc.constantFrom(' ', '\\', 'A', '\n')), { maxLength: 6 }).map((w) => w.join(''));
const item = fc.tuple(
  fc.constantFrom(
    'Image',
    'CommandLine|contains',
    'CommandLine|endswith',
    'image|startswith',
    'Image|re',
    'CommandLine|contains|all',
  ),
  fc.array(word, { minLength: 1, maxLength: 3 }),
);
const selection = fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => Object.fromEntries(items));
const detection = fc.record({
  a: selection,
  b: selection,
  condition: fc.constantFrom('a', 'a or b', 'a and b', 'a and not b', 'not a', '1 of *'),
});

function rules(detections: readonly object[]): SigmaRule[] {
  return detections.flatMap((one, i) => {
    const logsource = { product: 'windows', category: 'process_creation' };
    // Backslashes are no valid escapes in some of the regular expressions: such rules are refused, here as anywhere.
    const { rule } = parseSigma({ title: `rule ${i}`, id: String(i), logsource, detection: one }, 'test.yml');
    return rule === undefined ? [] : [rule];
  });
}

test('many rules at once give what each gives alone', () => {
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 48, maxLength: 72 }),
      fc.array(fc.record({ Image: value, CommandLine: value }), { minLength: 1, maxLength: 8 }),
      (detections, events) => {
        const all = rules(detections);
        const together = new RuleSet(all, []);
        expect(all.length).toBeGreaterThanOrEqual(24);
        const alone = all.map((rule) => new RuleSet([rule], []));
        for (const values of events) {
          const event = new FactEvent(
            { product: 'windows', service: 'sysmon', category: 'process_creation' },
            { EventID: '1', ...values },
          );
          const found = together.matchFact(event).map((r) => r.rule.id);
          const each = alone.flatMap((set) => set.matchFact(event).map((r) => r.rule.id));
          const missed = each.filter((id) => !found.includes(id)).map((id) => JSON.stringify(detections[Number(id)]));
          expect({ values, missed, found }).toEqual({ values, missed: [], found: each });
          matches += found.length;
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(matches).toBeGreaterThan(100);
});
