import { BEFORE_MARCH_2021 } from './parts.js';
import type { Story } from './story.js';

export const entered2013VoiceMail: Story = {
  id: 'entered-2013-voice-mail',
  title: 'The voice mail service unpacks an object and starts a program; nothing is written.',
  state: 'entered',
  server: { version: '2013', builds: [BEFORE_MARCH_2021['2013']], closedToMarch2021: false },
  from: '2021-03-02',
  days: 5,
  intrusion: [{ kind: 'voice-mail-object', at: '2021-03-04T02:10:00Z', runs: 'whoami' }],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-deleted', layout: 'velociraptor', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
  ],
};
