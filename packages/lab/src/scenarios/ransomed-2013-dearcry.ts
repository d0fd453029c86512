import { BEFORE_MARCH_2021, command, oabDrop, pageAt } from './parts.js';
import type { Story } from './story.js';

export const ransomed2013Dearcry: Story = {
  id: 'ransomed-2013-dearcry',
  title: 'A week after disclosure: a page, a service, files renamed, a readme on the drive.',
  state: 'ransomed',
  server: { version: '2013', builds: [BEFORE_MARCH_2021['2013']], closedToMarch2021: false },
  from: '2021-03-08',
  days: 5,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-10T01:49:00Z',
      from: '203.0.113.106',
      stem: '/ecp/y.js',
      firstContact: false,
      drop: oabDrop('/aspnet_client/qPz81.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-10T02:10:00Z',
      from: '203.0.113.106',
      page: '/aspnet_client/qPz81.aspx',
      commands: [command(0, 'whoami')],
    },
    { kind: 'remove-file', at: '2021-03-10T02:55:00Z', path: pageAt('/aspnet_client/qPz81.aspx').path },
    {
      kind: 'ransom',
      at: '2021-03-10T03:00:00Z',
      note: 'C:\\readme.txt',
      service: 'msupdate',
      renames: { ending: '.CRYPT', files: 24 },
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-03-11T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', layout: 'cylr', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'live-drive', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
  ],
};
