import type { Language } from './template.js';

export const pl: Language = {
  greeting: 'Dzień dobry,',
  from: 'ta wiadomość pochodzi od {authority}. Dotyczy serwerów poczty (Microsoft Exchange), dla których jest Pani/Pan wskazaną osobą kontaktową.',
  factsTitle: 'Co wiemy',
  stepsTitle: 'O co prosimy',
  genuine:
    'Czy ta wiadomość jest prawdziwa? Prosimy nie ufać jej na ślepo: proszę samodzielnie wpisać w przeglądarce adres {verify} albo zadzwonić do nas pod znany już numer i podać kod {code}.',
  signed: 'Tekst jest podpisany. Nasz klucz publiczny: {key}',
  optOut: 'To nie Państwa sprawa albo nie chcą Państwo więcej wiadomości na ten adres? {optOut}',
  asked:
    'Ktoś zapytał na naszej publicznej stronie, co wiemy o Państwa serwerze poczty. Odpowiadamy tylko na adres, który mamy w rejestrze. Jeśli to nie Państwo pytali, w sprawie pytania nic więcej nie trzeba robić.',
  tlp: {
    RED: 'TLP:RED - tylko do wiadomości adresata; nie przekazywać dalej.',
    'AMBER+STRICT': 'TLP:AMBER+STRICT - tylko wewnątrz organizacji, dla osób, które muszą wiedzieć.',
    AMBER: 'TLP:AMBER - wewnątrz organizacji i dla jej usługodawców, dla osób, które muszą wiedzieć.',
    GREEN: 'TLP:GREEN - wewnątrz społeczności, nie publicznie.',
    CLEAR: 'TLP:CLEAR - można rozpowszechniać bez ograniczeń.',
  },
  words: {
    build: 'Wersja',
    weakness: 'Podatność',
    seen: 'Zaobserwowano',
    source: 'Zgłosił',
    since: 'Ślady od',
    page: 'Strona',
    verified: 'Sprawdzono',
    more: 'i jeszcze {count}; pełną listę wyślemy na prośbę',
  },
  kinds: {
    vulnerable: {
      subject: 'Ostrzeżenie od {authority}: serwer poczty można zaatakować',
      opening: [
        'Wymienione niżej serwery można zaatakować z internetu przez znane podatności, bez hasła. Nie wiemy, czy już się to u Państwa stało.',
      ],
      steps: [
        'Prosimy teraz zainstalować poprawki bezpieczeństwa producenta. Jeśli dziś to niemożliwe, prosimy odłączyć serwer od internetu.',
        'Poprawki nie usuwają intruza, który jest już w środku. Prosimy zlecić sprawdzenie serwera pod kątem śladów włamania, od pierwszego dnia, w którym był podatny.',
        'Prosimy zachować logi i niczego nie usuwać. O wyniku prosimy powiadomić nas w odpowiedzi na tę wiadomość.',
      ],
    },
    compromised: {
      subject: 'Pilne ostrzeżenie od {authority}: ślady włamania na serwerze poczty',
      opening: [
        'Na wymienionych niżej serwerach są ślady włamania. Obce osoby mogły czytać pocztę i mogą wrócić, także po zainstalowaniu poprawek.',
      ],
      steps: [
        'Prosimy odłączyć serwer od internetu, ale nie wyłączać go i niczego nie usuwać: ślady w pamięci i na dysku są potrzebne.',
        'Prosimy jeszcze dziś zadzwonić do usługodawcy lub specjalisty od reagowania na incydenty.',
        'Prosimy odpowiedzieć na tę wiadomość. Wyślemy odnośnik do bezpiecznego przekazania dowodów i pomożemy w czyszczeniu.',
        'Prosimy sprawdzić, czy incydent trzeba zgłosić, na przykład organowi ochrony danych. Termin może wynosić tylko 72 godziny.',
      ],
    },
    'web-shell': {
      subject: 'Pilne ostrzeżenie od {authority}: tylne wejście na serwerze poczty',
      opening: [
        'Na wymienionych niżej serwerach znaleziono tylne wejście (web shell): stronę, przez którą obce osoby mogą z dowolnego miejsca wydawać serwerowi polecenia.',
      ],
      steps: [
        'Prosimy odłączyć serwer od internetu. Prosimy nie otwierać wymienionej niżej strony i nie usuwać jej przed skopiowaniem jako dowodu.',
        'Prosimy jeszcze dziś zadzwonić do usługodawcy lub specjalisty od reagowania na incydenty. Gdzie jest jedno tylne wejście, często są kolejne.',
        'Prosimy odpowiedzieć na tę wiadomość. Wyślemy odnośnik do bezpiecznego przekazania dowodów i pomożemy w czyszczeniu.',
        'Prosimy sprawdzić, czy incydent trzeba zgłosić, na przykład organowi ochrony danych. Termin może wynosić tylko 72 godziny.',
      ],
    },
    reminder: {
      subject: 'Przypomnienie od {authority}: serwer poczty nadal wymaga uwagi',
      opening: [
        'Pisaliśmy już o wymienionych niżej serwerach i nie otrzymaliśmy odpowiedzi. O ile widzimy, zagrożenie trwa.',
      ],
      steps: [
        'Prosimy przeczytać dane poniżej i przekazać tę wiadomość osobie, która opiekuje się serwerem poczty.',
        'Prosimy odpowiedzieć na tę wiadomość, choćby po to, by powiedzieć, że trwają prace albo że to nie Państwa serwer.',
      ],
    },
    'verified-clean': {
      subject: 'Od {authority}: serwer poczty został sprawdzony',
      opening: [
        'Przesłane nam dowody dotyczące wymienionych niżej serwerów zbadano po czyszczeniu. Nie widzimy w nich już śladów intruzów.',
      ],
      steps: [
        'Prosimy aktualizować serwer i przechowywać jego logi co najmniej 90 dni.',
        'Hasła i klucze, które były na serwerze podczas włamania, muszą być zmienione.',
        'Jeśli coś wyda się dziwne, prosimy odpowiedzieć na tę wiadomość. Wynik dotyczy zbadanych dowodów, nie przyszłości.',
      ],
    },
  },
};
