import type { Language } from './template.js';

export const it: Language = {
  greeting: 'Buongiorno,',
  from: 'questo messaggio è di {authority}. Riguarda server di posta (Microsoft Exchange) per i quali Lei è registrato come contatto.',
  factsTitle: 'Che cosa sappiamo',
  stepsTitle: 'Che cosa Le chiediamo',
  genuine:
    "Questo messaggio è autentico? Non si fidi alla cieca: digiti Lei stesso l'indirizzo {verify} nel browser, oppure ci chiami a un numero che già conosce, e indichi il codice {code}.",
  signed: 'Il testo è firmato. La nostra chiave pubblica: {key}',
  optOut: 'Non è Lei il responsabile, o non vuole altri messaggi a questo indirizzo? {optOut}',
  asked:
    "Qualcuno ha chiesto sulla nostra pagina pubblica che cosa sappiamo di un Suo server di posta. Rispondiamo solo all'indirizzo che abbiamo registrato. Se non è stato Lei, per la domanda non deve fare altro.",
  tlp: {
    RED: 'TLP:RED - solo per Lei personalmente; non inoltrare.',
    'AMBER+STRICT': 'TLP:AMBER+STRICT - solo nella Sua organizzazione, secondo necessità.',
    AMBER: 'TLP:AMBER - nella Sua organizzazione e ai Suoi fornitori, secondo necessità.',
    GREEN: 'TLP:GREEN - nella Sua comunità, non in pubblico.',
    CLEAR: 'TLP:CLEAR - può essere diffuso liberamente.',
  },
  words: {
    build: 'Versione',
    weakness: 'Vulnerabilità',
    seen: 'Visto',
    source: 'Segnalato da',
    since: 'Tracce dal',
    page: 'Pagina',
    verified: 'Verificato',
    more: "e altri {count}; ci chieda l'elenco completo",
  },
  kinds: {
    vulnerable: {
      subject: 'Avviso di sicurezza di {authority}: il Suo server di posta può essere attaccato',
      opening: [
        'I server indicati sotto possono essere attaccati da Internet attraverso vulnerabilità note, senza password. Non sappiamo se da Voi sia già accaduto.',
      ],
      steps: [
        'Installi subito gli aggiornamenti di sicurezza del produttore. Se oggi non è possibile, scolleghi il server da Internet.',
        'Gli aggiornamenti non allontanano un intruso che è già dentro. Faccia esaminare il server per cercare tracce di intrusione, dal primo giorno in cui era esposto.',
        'Conservi i log e non cancelli nulla. Ci comunichi il risultato rispondendo a questo messaggio.',
      ],
    },
    compromised: {
      subject: 'Avviso di sicurezza urgente di {authority}: tracce di intrusione nel Suo server di posta',
      opening: [
        'I server indicati sotto mostrano tracce di estranei che sono entrati. Possono aver letto la posta e forse possono tornare, anche dopo gli aggiornamenti.',
      ],
      steps: [
        'Scolleghi il server da Internet, ma non lo spenga e non cancelli nulla: le tracce in memoria e su disco servono.',
        'Chiami oggi stesso il Suo fornitore o uno specialista di risposta agli incidenti.',
        'Risponda a questo messaggio. Le inviamo un link per consegnare le prove in sicurezza e La aiutiamo nella pulizia.',
        "Verifichi se deve notificare l'incidente, per esempio all'autorità per la protezione dei dati. Il termine può essere di sole 72 ore.",
      ],
    },
    'web-shell': {
      subject: 'Avviso di sicurezza urgente di {authority}: trovata una backdoor nel Suo server di posta',
      opening: [
        'Nei server indicati sotto è stata trovata una backdoor (web shell): una pagina con cui estranei possono dare comandi al server da qualunque luogo.',
      ],
      steps: [
        'Scolleghi il server da Internet. Non apra la pagina indicata sotto e non la cancelli prima di averla copiata come prova.',
        "Chiami oggi stesso il Suo fornitore o uno specialista di risposta agli incidenti. Dove c'è una backdoor spesso ce ne sono altre.",
        'Risponda a questo messaggio. Le inviamo un link per consegnare le prove in sicurezza e La aiutiamo nella pulizia.',
        "Verifichi se deve notificare l'incidente, per esempio all'autorità per la protezione dei dati. Il termine può essere di sole 72 ore.",
      ],
    },
    reminder: {
      subject: 'Promemoria di {authority}: il Suo server di posta richiede ancora attenzione',
      opening: [
        'Le abbiamo già scritto riguardo ai server indicati sotto e non abbiamo avuto risposta. Per quanto vediamo, il pericolo esiste ancora.',
      ],
      steps: [
        'Legga i fatti qui sotto e inoltri questo messaggio a chi si occupa del Suo server di posta.',
        'Risponda a questo messaggio, anche solo per dire che ci sta lavorando o che il server non è Suo.',
      ],
    },
    'verified-clean': {
      subject: 'Da {authority}: il Suo server di posta è stato verificato',
      opening: [
        'Le prove che ci ha inviato sui server indicati sotto sono state esaminate dopo la pulizia. Non vi vediamo più tracce degli intrusi.',
      ],
      steps: [
        'Tenga aggiornato il server e conservi i log per almeno 90 giorni.',
        "Le password e le chiavi presenti sul server durante l'intrusione devono essere state cambiate.",
        'Se qualcosa Le sembra strano, risponda a questo messaggio. Il risultato vale per le prove esaminate, non per il futuro.',
      ],
    },
  },
};
