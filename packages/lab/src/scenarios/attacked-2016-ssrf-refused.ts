import { BEFORE_MARCH_2021, MARCH_2021, MARCH_UPDATE, SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const attacked2016SsrfRefused: Story = {
  id: 'attacked-2016-ssrf-refused',
  title: 'Patched in time; the flaw of March 2021 is tried again and again afterwards.',
  state: 'attacked',
  server: {
    version: '2016',
    builds: [BEFORE_MARCH_2021['2016'], ['2021-03-03T05:10:00Z', MARCH_2021['2016'], MARCH_UPDATE]],
    closedToMarch2021: true,
  },
  from: '2021-03-02',
  days: 8,
  intrusion: [
    {
      kind: 'ssrf-attempt',
      at: '2021-03-04T02:11:00Z',
      from: '203.0.113.40',
      stem: '/ecp/y.js',
      userAgent: SCRIPT_AGENT,
      status: 500,
      times: 3,
    },
    {
      kind: 'ssrf-attempt',
      at: '2021-03-06T17:51:00Z',
      from: '203.0.113.41',
      stem: '/owa/auth/x.js',
      userAgent: 'ExchangeServicesClient/0.0.0.0',
      status: 400,
      times: 2,
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'attacked' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'attacked' },
    { evidence: 'rolled-over', logsFrom: '2021-03-08T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
  ],
};
