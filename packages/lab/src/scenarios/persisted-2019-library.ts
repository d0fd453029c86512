import { pageAt } from './parts.js';
import type { Story } from './story.js';

const PAGE = pageAt('/aspnet_client/x.aspx');
const COMPILED =
  'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\root\\e22c2559\\92c7e946\\';

export const persisted2019Library: Story = {
  id: 'persisted-2019-library',
  title: 'The page is gone, and so is what ASP.NET noted about it; its compiled library alone is left.',
  state: 'entered',
  server: {
    version: '2019',
    builds: [['2021-10-14T17:00:00Z', '15.2.986.9']],
    closedToMarch2021: true,
    processAudit: false,
  },
  from: '2021-11-08',
  days: 5,
  intrusion: [
    { kind: 'plant-page', at: '2021-11-09T03:00:00Z', ...PAGE, form: 'plain' },
    { kind: 'shell-visit', at: ['2021-11-09T03:01:00Z'], from: '203.0.113.91', page: PAGE.page, method: 'POST' },
    {
      kind: 'compiled-library',
      at: '2021-11-09T03:01:01Z',
      page: PAGE.page,
      path: `${COMPILED}App_Web_k0t3mpdh.dll`,
    },
    { kind: 'remove-file', at: '2021-11-09T03:40:00Z', path: PAGE.path, alsoCompiled: true },
  ],
  undetectable: ['How they got in: logs of that time are gone.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised' },
    { evidence: 'logs-deleted', layout: 'velociraptor', verdict: 'compromised' },
  ],
};
