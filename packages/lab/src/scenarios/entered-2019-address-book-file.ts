import { BEFORE_MARCH_2021, pageAt } from './parts.js';
import type { Story } from './story.js';

export const entered2019AddressBookFile: Story = {
  id: 'entered-2019-address-book-file',
  title: 'The address book generator writes a page outside its folder; the page is used once.',
  state: 'entered',
  server: { version: '2019', builds: [BEFORE_MARCH_2021['2019']], closedToMarch2021: false },
  from: '2021-03-02',
  days: 5,
  intrusion: [
    { kind: 'oab-generator-write', at: '2021-03-03T22:10:00Z', ...pageAt('/aspnet_client/n3Wd7rXa.aspx') },
    {
      kind: 'shell-visit',
      at: ['2021-03-03T22:40:00Z'],
      from: '203.0.113.90',
      page: '/aspnet_client/n3Wd7rXa.aspx',
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
