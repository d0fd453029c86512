import { BEFORE_MARCH_2021, MARCH_2021, MARCH_UPDATE, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const entered2013Emptied: Story = {
  id: 'entered-2013-emptied',
  title: 'Antivirus takes the code out of the page and leaves the rest of it.',
  state: 'entered',
  server: {
    version: '2013',
    builds: [BEFORE_MARCH_2021['2013'], ['2021-03-10T20:10:00Z', MARCH_2021['2013'], MARCH_UPDATE]],
    closedToMarch2021: true,
  },
  from: '2021-03-04',
  days: 9,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-05T14:49:00Z',
      from: '203.0.113.12',
      stem: '/ecp/default.flt',
      firstContact: true,
      drop: oabDrop('/aspnet_client/system_web/k2Xw9qTz.aspx'),
    },
    {
      kind: 'antivirus',
      at: '2021-03-09T02:10:00Z',
      path: oabDrop('/aspnet_client/system_web/k2Xw9qTz.aspx').path,
      threat: 'Exploit:ASP/CVE-2021-27065',
      leaves: 'emptied',
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'cylr', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
  ],
};
