/** Every rule can be traced to a public source. */

import { loadContent } from '@allclear/content';
import { parseSigma } from '@allclear/detection';
import { expect, it } from 'vitest';

it('every rule and correlation names its sources, as addresses of the web', async () => {
  const { sigma } = await loadContent({ fresh: true });
  expect(sigma.length).toBeGreaterThan(150);
  const faults = sigma.flatMap(({ origin, document }) => {
    const parsed = parseSigma(document, origin);
    const references = (parsed.rule ?? parsed.correlation)?.references ?? [];
    const bad = references.filter(
      (reference) => !URL.canParse(reference) || !/^https?:\/\/[\w.-]+\.\w+/.test(reference),
    );
    return references.length === 0 ? [`${origin}: none`] : bad.map((reference) => `${origin}: ${reference}`);
  });
  expect(faults).toEqual([]);
});
