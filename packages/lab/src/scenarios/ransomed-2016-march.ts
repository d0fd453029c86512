import { BEFORE_MARCH_2021, command, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const ransomed2016March: Story = {
  id: 'ransomed-2016-march',
  title: 'A page of March 2021, a quick hand, a note.',
  state: 'ransomed',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false },
  from: '2021-03-15',
  days: 6,
  eventLogs: 'evtx',
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-18T03:49:00Z',
      from: '203.0.113.30',
      stem: '/ecp/program.js',
      firstContact: true,
      drop: oabDrop('/aspnet_client/r7Yp3cNb.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-18T04:10:00Z',
      from: '203.0.113.30',
      page: '/aspnet_client/r7Yp3cNb.aspx',
      commands: [command(0, 'whoami')],
    },
    { kind: 'ransom', at: '2021-03-18T04:40:00Z', note: 'C:\\decrypt_file.TxT', service: 'sysupd' },
  ],
  variants: [
    { evidence: 'complete', layout: 'cylr', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-03-19T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'live-drive', verdict: 'compromised' },
  ],
};
