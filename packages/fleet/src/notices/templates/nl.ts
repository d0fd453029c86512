import type { Language } from './template.js';

export const nl: Language = {
  greeting: 'Goedendag,',
  from: 'dit bericht komt van {authority}. Het gaat over e-mailservers (Microsoft Exchange) waarvoor u als contactpersoon bekend bent.',
  factsTitle: 'Wat wij weten',
  stepsTitle: 'Wat wij u vragen',
  genuine:
    'Is dit bericht echt? Vertrouw het niet blindelings: typ zelf het adres {verify} in uw browser, of bel ons op een nummer dat u al kent, en geef de code {code}.',
  signed: 'De tekst is ondertekend. Onze publieke sleutel: {key}',
  optOut: 'Bent u niet verantwoordelijk, of wilt u op dit adres geen berichten meer? {optOut}',
  asked:
    'Iemand heeft op onze openbare pagina gevraagd wat wij weten over een e-mailserver van u. Wij antwoorden alleen aan het adres dat bij ons bekend is. Was u het niet, dan hoeft u wegens de vraag niets te doen.',
  tlp: {
    RED: 'TLP:RED - alleen voor u persoonlijk; niet doorgeven.',
    'AMBER+STRICT': 'TLP:AMBER+STRICT - alleen binnen uw organisatie, voor wie het nodig heeft.',
    AMBER: 'TLP:AMBER - binnen uw organisatie en aan uw dienstverleners, voor wie het nodig heeft.',
    GREEN: 'TLP:GREEN - binnen uw gemeenschap, niet openbaar.',
    CLEAR: 'TLP:CLEAR - mag vrij worden doorgegeven.',
  },
  words: {
    build: 'Versie',
    weakness: 'Kwetsbaarheid',
    seen: 'Gezien',
    source: 'Gemeld door',
    since: 'Sporen sinds',
    page: 'Pagina',
    verified: 'Gecontroleerd',
    more: 'en nog {count}; vraag ons om de hele lijst',
  },
  kinds: {
    vulnerable: {
      subject: 'Beveiligingsbericht van {authority}: uw e-mailserver kan worden aangevallen',
      opening: [
        'De hieronder genoemde servers kunnen vanaf internet worden aangevallen via bekende kwetsbaarheden, zonder wachtwoord. Wij weten niet of dat bij u al is gebeurd.',
      ],
      steps: [
        'Installeer nu de beveiligingsupdates van de fabrikant. Kan dat vandaag niet, koppel de server dan los van internet.',
        'Updates verwijderen geen indringer die al binnen is. Laat de server onderzoeken op sporen van een inbraak, terug tot de eerste dag waarop hij kwetsbaar was.',
        'Bewaar de logbestanden en verwijder niets. Meld ons het resultaat door dit bericht te beantwoorden.',
      ],
    },
    compromised: {
      subject: 'Dringend beveiligingsbericht van {authority}: sporen van een inbraak op uw e-mailserver',
      opening: [
        'De hieronder genoemde servers vertonen sporen van onbekenden die zijn binnengedrongen. Zij kunnen e-mail hebben gelezen en kunnen mogelijk terugkomen, ook nadat updates zijn geïnstalleerd.',
      ],
      steps: [
        'Koppel de server los van internet, maar zet hem niet uit en verwijder niets: de sporen in geheugen en op schijf zijn nodig.',
        'Bel vandaag nog uw dienstverlener of een specialist in incidentafhandeling.',
        'Beantwoord dit bericht. Wij sturen een link waarmee u bewijs veilig kunt aanleveren, en helpen bij het opschonen.',
        'Ga na of u het incident moet melden, bijvoorbeeld bij de toezichthouder voor privacy. De termijn kan slechts 72 uur zijn.',
      ],
    },
    'web-shell': {
      subject: 'Dringend beveiligingsbericht van {authority}: achterdeur gevonden op uw e-mailserver',
      opening: [
        'Op de hieronder genoemde servers is een achterdeur (webshell) gevonden: een pagina waarmee onbekenden de server overal vandaan opdrachten kunnen geven.',
      ],
      steps: [
        'Koppel de server los van internet. Open de hieronder genoemde pagina niet, en verwijder haar niet voordat zij als bewijs is gekopieerd.',
        'Bel vandaag nog uw dienstverlener of een specialist in incidentafhandeling. Waar één achterdeur is, zijn er vaak meer.',
        'Beantwoord dit bericht. Wij sturen een link waarmee u bewijs veilig kunt aanleveren, en helpen bij het opschonen.',
        'Ga na of u het incident moet melden, bijvoorbeeld bij de toezichthouder voor privacy. De termijn kan slechts 72 uur zijn.',
      ],
    },
    reminder: {
      subject: 'Herinnering van {authority}: uw e-mailserver heeft nog steeds aandacht nodig',
      opening: [
        'Wij hebben u eerder geschreven over de hieronder genoemde servers en hebben niets van u gehoord. Voor zover wij zien bestaat het gevaar nog.',
      ],
      steps: [
        'Lees de gegevens hieronder en geef dit bericht door aan degene die uw e-mailserver beheert.',
        'Beantwoord dit bericht, al is het maar om te zeggen dat u eraan werkt of dat de server niet van u is.',
      ],
    },
    'verified-clean': {
      subject: 'Van {authority}: uw e-mailserver is gecontroleerd',
      opening: [
        'Het bewijs dat u ons over de hieronder genoemde servers hebt gestuurd, is na het opschonen onderzocht. Wij zien daarin geen sporen van de indringers meer.',
      ],
      steps: [
        'Houd de server bijgewerkt en bewaar de logbestanden ten minste 90 dagen.',
        'Wachtwoorden en sleutels die tijdens de inbraak op de server stonden, moeten zijn gewijzigd.',
        'Lijkt iets u vreemd, beantwoord dan dit bericht. Het resultaat geldt voor het onderzochte bewijs, niet voor de toekomst.',
      ],
    },
  },
};
