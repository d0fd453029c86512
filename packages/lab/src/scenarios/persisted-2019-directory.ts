import type { Story } from './story.js';

export const persisted2019Directory: Story = {
  id: 'persisted-2019-directory',
  title: 'A folder with a reserved name, published by the web server as part of the webmail.',
  state: 'entered',
  server: { version: '2019', builds: [['2021-10-14T17:00:00Z', '15.2.986.9']], closedToMarch2021: true },
  from: '2021-11-08',
  days: 5,
  intrusion: [
    {
      kind: 'plant-page',
      at: '2021-08-20T05:00:00Z',
      page: '/owa/auth/Version/ui.aspx',
      path: 'C:\\ProgramData\\COM1\\ui.aspx',
      form: 'pst',
    },
    {
      kind: 'virtual-directory',
      at: '2021-08-20T05:01:00Z',
      path: '/owa/auth/Version',
      physicalPath: 'C:\\ProgramData\\COM1',
    },
    {
      kind: 'shell-visit',
      at: ['2021-11-09T05:01:00Z', '2021-11-10T01:31:00Z'],
      from: '203.0.113.86',
      page: '/owa/auth/Version/ui.aspx',
    },
  ],
  undetectable: ['How they got in, in August: logs of that time are gone.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'cylr', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
  ],
};
