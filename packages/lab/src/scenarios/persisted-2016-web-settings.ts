import type { Story } from './story.js';

export const persisted2016WebSettings: Story = {
  id: 'persisted-2016-web-settings',
  title: 'Pictures are run as programs, and a module of nobody sees every request.',
  state: 'entered',
  server: { version: '2016', builds: [['2022-10-14T17:00:00Z', '15.1.2507.13']], closedToMarch2021: true },
  from: '2022-11-07',
  days: 5,
  intrusion: [
    {
      kind: 'web-setting',
      at: '2022-11-08T02:01:00Z',
      sets: { setting: 'handler', name: 'PNG-Pages', path: '*.png', type: 'System.Web.UI.PageHandlerFactory' },
    },
    {
      kind: 'web-setting',
      at: '2022-11-08T02:03:00Z',
      sets: { setting: 'managed-module', name: 'OwaHealthHelper', type: 'OwaHealth.Helper.RequestModule, OwaHealth' },
    },
  ],
  undetectable: ['How they got in: logs of that time are gone.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'files-only', verdict: 'compromised', acceptable: ['suspicious'] },
  ],
};
