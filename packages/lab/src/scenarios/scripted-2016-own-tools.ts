import { BEFORE_MARCH_2021, QUIET, SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const scripted2016OwnTools: Story = {
  id: 'scripted-2016-own-tools',
  title: 'Administrators whose own scripts post to the control panel and the mail service all day.',
  state: 'administered',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    { kind: 'owner-work', at: '2021-01-05T08:00:00Z', does: { work: 'own-script', userAgent: SCRIPT_AGENT } },
    { kind: 'owner-work', at: '2021-01-06T08:00:00Z', does: { work: 'own-script', userAgent: 'curl/7.55.1' } },
    { kind: 'owner-work', at: '2021-01-07T08:00:00Z', does: { work: 'report-script' } },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell', acceptable: ['suspicious'] },
  ],
};
