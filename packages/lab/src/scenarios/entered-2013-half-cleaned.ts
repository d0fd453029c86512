import { BEFORE_MARCH_2021, oabDrop, pageAt } from './parts.js';
import type { Story } from './story.js';

export const entered2013HalfCleaned: Story = {
  id: 'entered-2013-half-cleaned',
  title: 'Two pages; antivirus removes one and is content.',
  state: 'entered',
  server: { version: '2013', builds: [BEFORE_MARCH_2021['2013']], closedToMarch2021: false, language: 'es' },
  from: '2021-03-02',
  days: 7,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T07:49:00Z',
      from: '203.0.113.116',
      stem: '/ecp/y.js',
      firstContact: false,
      drop: oabDrop('/aspnet_client/aa71.aspx'),
    },
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T08:19:00Z',
      from: '203.0.113.116',
      stem: '/ecp/y.js',
      firstContact: false,
      drop: oabDrop('/owa/auth/bb72.aspx'),
    },
    {
      kind: 'antivirus',
      at: '2021-03-05T10:00:00Z',
      path: pageAt('/aspnet_client/aa71.aspx').path,
      threat: 'Backdoor:ASP/Synthetic.A',
    },
    {
      kind: 'shell-visit',
      at: ['2021-03-03T08:20:00Z', '2021-03-06T01:31:00Z', '2021-03-06T02:40:00Z'],
      from: '203.0.113.117',
      page: '/owa/auth/bb72.aspx',
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-03-05T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'live-drive', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
  ],
};
