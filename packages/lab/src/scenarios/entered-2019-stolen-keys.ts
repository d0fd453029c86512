import type { Story } from './story.js';

export const entered2019StolenKeys: Story = {
  id: 'entered-2019-stolen-keys',
  title:
    'Patched, but the machine keys were stolen before: page state in the body, commands, a module of the web server.',
  state: 'entered',
  server: { version: '2019', builds: [['2022-11-12T17:00:00Z', '15.2.1118.20']], closedToMarch2021: true },
  from: '2023-01-16',
  days: 5,
  intrusion: [
    {
      kind: 'viewstate',
      at: '2023-01-18T05:10:00Z',
      from: '203.0.113.34',
      carrier: 'body',
      stem: '/owa/auth/errorFE.aspx',
      status: 200,
      runs: 'whoami',
    },
    {
      kind: 'iis-module',
      at: '2023-01-18T05:20:00Z',
      name: 'HttpLogModule',
      image: 'C:\\Windows\\Temp\\httplog.dll',
    },
  ],
  undetectable: ['How they got in: the body of a request is in no log.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'velociraptor', verdict: 'compromised' },
  ],
};
