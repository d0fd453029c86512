import type { Language } from './template.js';

export const pt: Language = {
  greeting: 'Bom dia,',
  from: 'esta mensagem é de {authority}. Diz respeito a servidores de correio (Microsoft Exchange) para os quais está registado como contacto.',
  factsTitle: 'O que sabemos',
  stepsTitle: 'O que lhe pedimos',
  genuine:
    'Esta mensagem é autêntica? Não confie às cegas: escreva o endereço {verify} no seu navegador, ou telefone-nos para um número que já conheça, e indique o código {code}.',
  signed: 'O texto está assinado. A nossa chave pública: {key}',
  optOut: 'Não é responsável, ou não quer mais mensagens neste endereço? {optOut}',
  asked:
    'Alguém perguntou na nossa página pública o que sabemos sobre um servidor de correio seu. Respondemos apenas ao endereço que temos registado. Se não foi o seu caso, não precisa de fazer mais nada quanto à pergunta.',
  tlp: {
    RED: 'TLP:RED - apenas para si pessoalmente; não reencaminhar.',
    'AMBER+STRICT': 'TLP:AMBER+STRICT - apenas dentro da sua organização, conforme a necessidade.',
    AMBER: 'TLP:AMBER - dentro da sua organização e aos seus prestadores, conforme a necessidade.',
    GREEN: 'TLP:GREEN - dentro da sua comunidade, não em público.',
    CLEAR: 'TLP:CLEAR - pode ser divulgado livremente.',
  },
  words: {
    build: 'Versão',
    weakness: 'Vulnerabilidade',
    seen: 'Visto',
    source: 'Comunicado por',
    since: 'Indícios desde',
    page: 'Página',
    verified: 'Verificado',
    more: 'e mais {count}; peça-nos a lista completa',
  },
  kinds: {
    vulnerable: {
      subject: 'Aviso de segurança de {authority}: o seu servidor de correio pode ser atacado',
      opening: [
        'Os servidores indicados abaixo podem ser atacados a partir da Internet através de vulnerabilidades conhecidas, sem palavra-passe. Não sabemos se isso já lhe aconteceu.',
      ],
      steps: [
        'Instale agora as atualizações de segurança do fabricante. Se hoje não for possível, desligue o servidor da Internet.',
        'As atualizações não removem um intruso que já está lá dentro. Mande examinar o servidor à procura de sinais de intrusão, desde o primeiro dia em que esteve exposto.',
        'Guarde os registos e não apague nada. Comunique-nos o resultado respondendo a esta mensagem.',
      ],
    },
    compromised: {
      subject: 'Aviso de segurança urgente de {authority}: indícios de intrusão no seu servidor de correio',
      opening: [
        'Os servidores indicados abaixo mostram indícios de que estranhos entraram. Podem ter lido correio e talvez possam voltar, mesmo depois das atualizações.',
      ],
      steps: [
        'Desligue o servidor da Internet, mas não o desligue da corrente e não apague nada: os vestígios na memória e no disco são necessários.',
        'Telefone hoje ao seu prestador ou a um especialista em resposta a incidentes.',
        'Responda a esta mensagem. Enviamos uma ligação para entregar as provas em segurança e ajudamos na limpeza.',
        'Verifique se tem de comunicar o incidente, por exemplo à autoridade de proteção de dados. O prazo pode ser de apenas 72 horas.',
      ],
    },
    'web-shell': {
      subject: 'Aviso de segurança urgente de {authority}: porta traseira no seu servidor de correio',
      opening: [
        'Nos servidores indicados abaixo foi encontrada uma porta traseira (web shell): uma página com que estranhos podem dar ordens ao servidor a partir de qualquer lugar.',
      ],
      steps: [
        'Desligue o servidor da Internet. Não abra a página indicada abaixo, e não a apague antes de ser copiada como prova.',
        'Telefone hoje ao seu prestador ou a um especialista em resposta a incidentes. Onde há uma porta traseira há muitas vezes mais.',
        'Responda a esta mensagem. Enviamos uma ligação para entregar as provas em segurança e ajudamos na limpeza.',
        'Verifique se tem de comunicar o incidente, por exemplo à autoridade de proteção de dados. O prazo pode ser de apenas 72 horas.',
      ],
    },
    reminder: {
      subject: 'Lembrete de {authority}: o seu servidor de correio continua a precisar de atenção',
      opening: [
        'Já lhe escrevemos sobre os servidores indicados abaixo e não tivemos resposta. Tanto quanto vemos, o perigo continua.',
      ],
      steps: [
        'Leia os dados abaixo e passe esta mensagem a quem cuida do seu servidor de correio.',
        'Responda a esta mensagem, nem que seja para dizer que está a tratar do assunto ou que o servidor não é seu.',
      ],
    },
    'verified-clean': {
      subject: 'De {authority}: o seu servidor de correio foi verificado',
      opening: [
        'As provas que nos enviou sobre os servidores indicados abaixo foram examinadas depois da limpeza. Já não vemos nelas sinais dos intrusos.',
      ],
      steps: [
        'Mantenha o servidor atualizado e guarde os registos durante pelo menos 90 dias.',
        'As palavras-passe e chaves que estavam no servidor durante a intrusão têm de ter sido alteradas.',
        'Se algo lhe parecer estranho, responda a esta mensagem. O resultado vale para as provas examinadas, não para o futuro.',
      ],
    },
  },
};
