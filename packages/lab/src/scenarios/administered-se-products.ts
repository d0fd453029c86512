import { SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const administeredSeProducts: Story = {
  id: 'administered-se-products',
  title:
    'Subscription Edition with products of three makers, own modules and pages, exports by people with good reason.',
  state: 'administered',
  server: {
    version: 'SE',
    builds: [['2025-10-20T17:00:00Z', '15.2.2562.29']],
    closedToMarch2021: true,
    utcOffsetHours: -8,
  },
  from: '2025-11-10',
  days: 7,
  intrusion: [
    {
      kind: 'owner-work',
      at: '2025-11-11T18:10:00Z',
      does: {
        work: 'own-module',
        name: 'MailGatewayFilter',
        image: 'C:\\Program Files\\Mail Gateway Agent\\gwfilter.dll',
      },
    },
    { kind: 'owner-work', at: '2025-11-11T19:10:00Z', does: { work: 'export-role' } },
    { kind: 'owner-work', at: '2025-11-12T19:20:00Z', does: { work: 'export', mailbox: 'g.hansen' } },
    { kind: 'owner-work', at: '2025-11-12T20:20:00Z', does: { work: 'own-script', userAgent: SCRIPT_AGENT } },
    {
      kind: 'owner-work',
      at: '2025-11-13T20:20:00Z',
      does: { work: 'archive', path: 'C:\\ProgramData\\Vendor\\Cache\\data.zip' },
    },
    { kind: 'owner-work', at: '2025-11-14T20:20:00Z', does: { work: 'report-script' } },
  ],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell', acceptable: ['suspicious', 'nothing-found'] },
    {
      evidence: 'rolled-over',
      logsFrom: '2025-11-14T00:00:00Z',
      verdict: 'cannot-tell',
      acceptable: ['suspicious', 'nothing-found'],
    },
    { evidence: 'logs-deleted', verdict: 'cannot-tell', acceptable: ['suspicious', 'nothing-found'] },
    { evidence: 'files-only', verdict: 'cannot-tell', acceptable: ['suspicious', 'nothing-found'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell', acceptable: ['suspicious', 'nothing-found'] },
  ],
};
