import { BEFORE_MARCH_2021, command, MARCH_2021, MARCH_UPDATE, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const entered2019OabQuarantined: Story = {
  id: 'entered-2019-oab-quarantined',
  title: 'A page in owa/auth, used twice, then taken away by antivirus; nobody looks further.',
  state: 'entered',
  server: {
    version: '2019',
    builds: [BEFORE_MARCH_2021['2019'], ['2021-03-05T20:10:00Z', MARCH_2021['2019'], MARCH_UPDATE]],
    closedToMarch2021: true,
    drive: 'D',
  },
  from: '2021-03-01',
  days: 10,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T14:49:00Z',
      from: '203.0.113.10',
      stem: '/owa/auth/x.js',
      firstContact: true,
      drop: oabDrop('/owa/auth/OutlookUS.aspx', 'D'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-03T15:10:00Z',
      from: '203.0.113.10',
      page: '/owa/auth/OutlookUS.aspx',
      commands: [command(0, 'whoami'), command(9000, 'tasklist')],
    },
    {
      kind: 'antivirus',
      at: '2021-03-07T02:10:00Z',
      path: oabDrop('/owa/auth/OutlookUS.aspx', 'D').path,
      threat: 'Backdoor:ASP/Chopper.F!dha',
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    {
      evidence: 'rolled-over',
      logsFrom: '2021-03-08T00:00:00Z',
      verdict: 'compromised',
      acceptable: ['suspicious', 'cannot-tell'],
      undetectable: ['Page, requests and events are gone; the compiled copy alone is left.'],
    },
    {
      evidence: 'files-only',
      verdict: 'compromised',
      acceptable: ['suspicious', 'cannot-tell'],
      undetectable: ['The compiled copy alone is left.'],
    },
  ],
};
