import { expect, it } from 'vitest';
import { crashRun } from './testing/crash-run.js';

// Fifty kills: `npm run fleet:crash`; see docs/fleet-notices.md.
it('killed again and again while sending: nothing goes out twice, nothing is lost', async () => {
  const report = await crashRun(6, 240);
  expect(report).toMatchObject({ twice: [], lost: [], falselySent: [], unrecorded: [] });
  expect(report.kills).toBe(6);
  expect(report.unknown).toBeLessThanOrEqual(report.kills);
  expect(report.sent + report.unknown).toBe(240);
}, 300_000);
