import { MARCH_UPDATE, pageAt } from './parts.js';
import type { Story } from './story.js';

export const entered2016OldRemains: Story = {
  id: 'entered-2016-old-remains',
  title: 'Years after: all updates installed, logs of this month, the emptied page of 2021 still in its place.',
  state: 'entered',
  server: {
    version: '2016',
    builds: [
      ['2020-12-19T19:00:00Z', '15.1.2176.2'],
      ['2021-03-09T19:00:00Z', '15.1.2176.9', MARCH_UPDATE],
      ['2023-01-12T19:00:00Z', '15.1.2507.17', 'Security Update for Exchange Server 2016 (KB5022143)'],
    ],
    closedToMarch2021: true,
  },
  from: '2023-02-06',
  days: 4,
  intrusion: [
    { kind: 'plant-page', at: '2021-03-05T06:02:00Z', ...pageAt('/aspnet_client/discover.aspx'), form: 'emptied' },
  ],
  undetectable: ['Requests and events of 2021 are long gone.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'cannot-tell', undetectable: ['Nothing of 2021 is in these logs.'] },
  ],
};
