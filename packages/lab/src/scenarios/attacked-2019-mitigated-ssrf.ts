import { BEFORE_MARCH_2021, SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const attacked2019MitigatedSsrf: Story = {
  id: 'attacked-2019-mitigated-ssrf',
  title: 'Not yet patched, the control panel switched off: attempts meet 503.',
  state: 'attacked',
  server: { version: '2019', builds: [BEFORE_MARCH_2021['2019']], closedToMarch2021: false },
  from: '2021-03-05',
  days: 4,
  intrusion: [
    { kind: 'owner-work', at: '2021-03-05T07:00:00Z', does: { work: 'mitigate-2021' } },
    {
      kind: 'ssrf-attempt',
      at: '2021-03-06T17:51:00Z',
      from: '203.0.113.45',
      stem: '/ecp/a.js',
      userAgent: SCRIPT_AGENT,
      status: 503,
      times: 3,
    },
  ],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'attacked' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
  ],
};
