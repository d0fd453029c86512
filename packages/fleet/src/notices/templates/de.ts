import type { Language } from './template.js';

export const de: Language = {
  greeting: 'Guten Tag,',
  from: 'diese Nachricht kommt von {authority}. Sie betrifft E-Mail-Server (Microsoft Exchange), für die Sie als Ansprechperson eingetragen sind.',
  factsTitle: 'Was wir wissen',
  stepsTitle: 'Worum wir Sie bitten',
  genuine:
    'Ist diese Nachricht echt? Vertrauen Sie ihr nicht blind: Geben Sie die Adresse {verify} selbst in Ihren Browser ein, oder rufen Sie uns unter einer Nummer an, die Sie schon kennen, und nennen Sie den Code {code}.',
  signed: 'Der Text ist signiert. Unser öffentlicher Schlüssel: {key}',
  optOut: 'Sie sind nicht zuständig oder möchten an diese Adresse keine Nachrichten mehr? {optOut}',
  asked:
    'Jemand hat auf unserer öffentlichen Seite gefragt, was wir über einen Ihrer E-Mail-Server wissen. Wir antworten nur an die Adresse, die bei uns hinterlegt ist. Falls Sie es nicht waren, müssen Sie wegen der Frage nichts weiter tun.',
  tlp: {
    RED: 'TLP:RED - nur für Sie persönlich; nicht weitergeben.',
    'AMBER+STRICT': 'TLP:AMBER+STRICT - nur innerhalb Ihrer Organisation, soweit nötig.',
    AMBER: 'TLP:AMBER - innerhalb Ihrer Organisation und an Ihre Dienstleister, soweit nötig.',
    GREEN: 'TLP:GREEN - innerhalb Ihrer Fachgemeinschaft, nicht öffentlich.',
    CLEAR: 'TLP:CLEAR - darf frei weitergegeben werden.',
  },
  words: {
    build: 'Version',
    weakness: 'Schwachstelle',
    seen: 'Gesehen',
    source: 'Gemeldet von',
    since: 'Anzeichen seit',
    page: 'Seite',
    verified: 'Geprüft',
    more: 'und {count} weitere; die ganze Liste erhalten Sie auf Anfrage',
  },
  kinds: {
    vulnerable: {
      subject: 'Sicherheitshinweis von {authority}: Ihr E-Mail-Server ist angreifbar',
      opening: [
        'Die unten genannten Server können über bekannte Schwachstellen aus dem Internet angegriffen werden, ohne dass ein Passwort nötig ist. Ob das bei Ihnen schon geschehen ist, wissen wir nicht.',
      ],
      steps: [
        'Installieren Sie jetzt die Sicherheitsupdates des Herstellers. Ist das heute nicht möglich, trennen Sie den Server vom Internet.',
        'Updates entfernen niemanden, der schon eingedrungen ist. Lassen Sie den Server auf Spuren eines Einbruchs untersuchen, zurück bis zum ersten Tag, an dem er angreifbar war.',
        'Bewahren Sie die Protokolle auf und löschen Sie nichts. Teilen Sie uns das Ergebnis als Antwort auf diese Nachricht mit.',
      ],
    },
    compromised: {
      subject: 'Dringender Sicherheitshinweis von {authority}: Anzeichen eines Einbruchs in Ihren E-Mail-Server',
      opening: [
        'Die unten genannten Server zeigen Anzeichen, dass Fremde eingedrungen sind. Sie können E-Mails gelesen haben und möglicherweise zurückkehren, auch nachdem Updates installiert wurden.',
      ],
      steps: [
        'Trennen Sie den Server vom Internet, aber schalten Sie ihn nicht aus und löschen Sie nichts: Die Spuren im Speicher und auf der Platte werden gebraucht.',
        'Rufen Sie noch heute Ihren Dienstleister oder Fachleute für Sicherheitsvorfälle an.',
        'Antworten Sie auf diese Nachricht. Wir senden Ihnen einen Link, über den Sie Beweismittel sicher übergeben können, und helfen bei der Bereinigung.',
        'Prüfen Sie, ob Sie den Vorfall melden müssen, zum Beispiel bei Ihrer Datenschutzbehörde. Die Frist kann nur 72 Stunden betragen.',
      ],
    },
    'web-shell': {
      subject: 'Dringender Sicherheitshinweis von {authority}: Hintertür auf Ihrem E-Mail-Server gefunden',
      opening: [
        'Auf den unten genannten Servern wurde eine Hintertür (Webshell) gefunden: eine Seite, über die Fremde dem Server von überall Befehle geben können.',
      ],
      steps: [
        'Trennen Sie den Server vom Internet. Öffnen Sie die unten genannte Seite nicht, und löschen Sie sie nicht, bevor sie als Beweismittel kopiert ist.',
        'Rufen Sie noch heute Ihren Dienstleister oder Fachleute für Sicherheitsvorfälle an. Wo eine Hintertür ist, sind oft noch weitere.',
        'Antworten Sie auf diese Nachricht. Wir senden Ihnen einen Link, über den Sie Beweismittel sicher übergeben können, und helfen bei der Bereinigung.',
        'Prüfen Sie, ob Sie den Vorfall melden müssen, zum Beispiel bei Ihrer Datenschutzbehörde. Die Frist kann nur 72 Stunden betragen.',
      ],
    },
    reminder: {
      subject: 'Erinnerung von {authority}: Ihr E-Mail-Server braucht weiterhin Aufmerksamkeit',
      opening: [
        'Wir haben Ihnen bereits wegen der unten genannten Server geschrieben und nichts von Ihnen gehört. Soweit wir sehen, besteht die Gefahr weiter.',
      ],
      steps: [
        'Bitte lesen Sie die Angaben unten und geben Sie diese Nachricht an die Person weiter, die Ihren E-Mail-Server betreut.',
        'Antworten Sie auf diese Nachricht, auch wenn Sie nur sagen möchten, dass Sie daran arbeiten oder dass der Server nicht Ihnen gehört.',
      ],
    },
    'verified-clean': {
      subject: 'Von {authority}: Ihr E-Mail-Server wurde geprüft',
      opening: [
        'Die Beweismittel, die Sie uns zu den unten genannten Servern gesandt haben, wurden nach der Bereinigung untersucht. Wir sehen darin keine Spuren der Eindringlinge mehr.',
      ],
      steps: [
        'Halten Sie den Server aktuell und bewahren Sie seine Protokolle mindestens 90 Tage auf.',
        'Passwörter und Schlüssel, die während des Einbruchs auf dem Server lagen, müssen geändert worden sein.',
        'Wenn Ihnen etwas seltsam vorkommt, antworten Sie auf diese Nachricht. Das Ergebnis gilt für die untersuchten Beweismittel, nicht für die Zukunft.',
      ],
    },
  },
};
