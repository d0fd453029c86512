import type { Language } from './template.js';

export const en: Language = {
  greeting: 'Good day,',
  from: 'this message is from {authority}. It concerns e-mail servers (Microsoft Exchange) for which you are registered as contact.',
  factsTitle: 'What we know',
  stepsTitle: 'What we ask you to do',
  genuine:
    'Is this message genuine? Do not trust it blindly: type the address {verify} into your browser yourself, or call us by a number that you already know, and give the code {code}.',
  signed: 'The text is signed. Our public key: {key}',
  optOut: 'You are not responsible, or want no more messages at this address? {optOut}',
  asked:
    'Somebody asked on our public page what we know about an e-mail server of yours. We answer only to the address that we have on record. If it was not you, nothing more has to be done about the question.',
  tlp: {
    RED: 'TLP:RED - only for you personally; do not pass it on.',
    'AMBER+STRICT': 'TLP:AMBER+STRICT - only inside your organisation, for those who need to know.',
    AMBER: 'TLP:AMBER - inside your organisation and to your service providers, for those who need to know.',
    GREEN: 'TLP:GREEN - inside your community, not in public.',
    CLEAR: 'TLP:CLEAR - may be passed on freely.',
  },
  words: {
    build: 'Version',
    weakness: 'Weakness',
    seen: 'Seen',
    source: 'Reported by',
    since: 'Signs since',
    page: 'Page',
    verified: 'Verified',
    more: 'and {count} more; ask us for the whole list',
  },
  kinds: {
    vulnerable: {
      subject: 'Security notice from {authority}: your e-mail server can be attacked',
      opening: [
        'The servers named below can be attacked from the Internet through known weaknesses. Attackers use them without a password. We do not know whether that has already happened to you.',
      ],
      steps: [
        'Install the security updates of the manufacturer now. If that is not possible today, disconnect the server from the Internet.',
        'Updates do not remove an intruder who is already inside. Have the server examined for signs of a break-in, back to the first day on which it was open to attack.',
        'Keep the logs and do not delete anything. Tell us the result by answering this message.',
      ],
    },
    compromised: {
      subject: 'Urgent security notice from {authority}: signs of a break-in on your e-mail server',
      opening: [
        'The servers named below show signs that strangers have broken in. They may have read e-mail and may be able to come back, also after updates were installed.',
      ],
      steps: [
        'Disconnect the server from the Internet, but do not switch it off and do not delete anything: traces in memory and on disk are needed.',
        'Call your service provider or a specialist in incident response today.',
        'Answer this message. We send a link by which you can hand in evidence safely, and help with cleaning.',
        'Check whether you must report the incident, for instance to your data protection authority. Deadlines can be as short as 72 hours.',
      ],
    },
    'web-shell': {
      subject: 'Urgent security notice from {authority}: a back door was found on your e-mail server',
      opening: [
        'A back door (web shell) was found on the servers named below: a page by which strangers can give commands to the server from anywhere.',
      ],
      steps: [
        'Disconnect the server from the Internet. Do not open the page named below, and do not delete it before it was copied as evidence.',
        'Call your service provider or a specialist in incident response today. Where there is one back door there are often more.',
        'Answer this message. We send a link by which you can hand in evidence safely, and help with cleaning.',
        'Check whether you must report the incident, for instance to your data protection authority. Deadlines can be as short as 72 hours.',
      ],
    },
    reminder: {
      subject: 'Reminder from {authority}: your e-mail server still needs attention',
      opening: [
        'We wrote to you before about the servers named below and have not heard from you. As far as we can see the danger is still there.',
      ],
      steps: [
        'Please read the facts below and pass this message to whoever looks after your e-mail server.',
        'Answer this message, even if only to say that you are working on it, or that the server is not yours.',
      ],
    },
    'verified-clean': {
      subject: 'From {authority}: your e-mail server was verified',
      opening: [
        'The evidence that you sent us about the servers named below was examined after cleaning. We see no more signs of the intruders in it.',
      ],
      steps: [
        'Keep the server updated, and keep its logs for at least 90 days.',
        'Passwords and keys that were on the server during the break-in must have been changed.',
        'If anything looks odd, answer this message. The result holds for the evidence that was examined, not for the future.',
      ],
    },
  },
};
