import type { Language } from './template.js';

export const fr: Language = {
  greeting: 'Bonjour,',
  from: 'ce message vient de {authority}. Il concerne des serveurs de messagerie (Microsoft Exchange) pour lesquels vous êtes enregistré comme contact.',
  factsTitle: 'Ce que nous savons',
  stepsTitle: 'Ce que nous vous demandons',
  genuine:
    "Ce message est-il authentique ? Ne lui faites pas confiance aveuglément : tapez vous-même l'adresse {verify} dans votre navigateur, ou appelez-nous à un numéro que vous connaissez déjà, et donnez le code {code}.",
  signed: 'Le texte est signé. Notre clé publique : {key}',
  optOut: "Vous n'êtes pas responsable, ou ne voulez plus de messages à cette adresse ? {optOut}",
  asked:
    "Quelqu'un a demandé sur notre page publique ce que nous savons d'un de vos serveurs de messagerie. Nous répondons seulement à l'adresse que nous avons enregistrée. Si ce n'était pas vous, vous n'avez rien à faire au sujet de la question.",
  tlp: {
    RED: 'TLP:RED - pour vous personnellement ; ne pas transmettre.',
    'AMBER+STRICT': 'TLP:AMBER+STRICT - seulement dans votre organisation, selon le besoin.',
    AMBER: 'TLP:AMBER - dans votre organisation et chez vos prestataires, selon le besoin.',
    GREEN: 'TLP:GREEN - dans votre communauté, pas en public.',
    CLEAR: 'TLP:CLEAR - peut être transmis librement.',
  },
  words: {
    build: 'Version',
    weakness: 'Vulnérabilité',
    seen: 'Vu le',
    source: 'Signalé par',
    since: 'Traces depuis',
    page: 'Page',
    verified: 'Vérifié le',
    more: 'et {count} autres ; demandez-nous la liste complète',
  },
  kinds: {
    vulnerable: {
      subject: 'Avis de sécurité de {authority} : votre serveur de messagerie peut être attaqué',
      opening: [
        "Les serveurs nommés ci-dessous peuvent être attaqués depuis Internet par des vulnérabilités connues, sans mot de passe. Nous ne savons pas si c'est déjà arrivé chez vous.",
      ],
      steps: [
        "Installez maintenant les mises à jour de sécurité du fabricant. Si ce n'est pas possible aujourd'hui, déconnectez le serveur d'Internet.",
        "Les mises à jour ne chassent pas un intrus déjà présent. Faites rechercher des traces d'intrusion sur le serveur, depuis le premier jour où il était exposé.",
        "Conservez les journaux et n'effacez rien. Communiquez-nous le résultat en répondant à ce message.",
      ],
    },
    compromised: {
      subject: "Avis de sécurité urgent de {authority} : traces d'intrusion sur votre serveur de messagerie",
      opening: [
        'Les serveurs nommés ci-dessous montrent que des inconnus y sont entrés. Ils ont pu lire des courriels et pourraient revenir, même après les mises à jour.',
      ],
      steps: [
        "Déconnectez le serveur d'Internet, mais ne l'éteignez pas et n'effacez rien : les traces en mémoire et sur disque sont nécessaires.",
        "Appelez aujourd'hui votre prestataire ou un spécialiste de la réponse aux incidents.",
        'Répondez à ce message. Nous vous envoyons un lien pour remettre les preuves en sécurité, et nous aidons au nettoyage.',
        "Vérifiez si vous devez déclarer l'incident, par exemple à votre autorité de protection des données. Le délai peut n'être que de 72 heures.",
      ],
    },
    'web-shell': {
      subject: 'Avis de sécurité urgent de {authority} : une porte dérobée trouvée sur votre serveur de messagerie',
      opening: [
        "Une porte dérobée (web shell) a été trouvée sur les serveurs nommés ci-dessous : une page par laquelle des inconnus peuvent commander le serveur de n'importe où.",
      ],
      steps: [
        "Déconnectez le serveur d'Internet. N'ouvrez pas la page nommée ci-dessous et ne l'effacez pas avant de l'avoir copiée comme preuve.",
        "Appelez aujourd'hui votre prestataire ou un spécialiste de la réponse aux incidents. Là où il y a une porte dérobée, il y en a souvent d'autres.",
        'Répondez à ce message. Nous vous envoyons un lien pour remettre les preuves en sécurité, et nous aidons au nettoyage.',
        "Vérifiez si vous devez déclarer l'incident, par exemple à votre autorité de protection des données. Le délai peut n'être que de 72 heures.",
      ],
    },
    reminder: {
      subject: "Rappel de {authority} : votre serveur de messagerie demande encore de l'attention",
      opening: [
        "Nous vous avons déjà écrit au sujet des serveurs nommés ci-dessous et n'avons pas eu de réponse. D'après ce que nous voyons, le danger existe toujours.",
      ],
      steps: [
        "Veuillez lire les faits ci-dessous et transmettre ce message à la personne qui s'occupe de votre serveur de messagerie.",
        "Répondez à ce message, ne serait-ce que pour dire que vous y travaillez ou que le serveur n'est pas à vous.",
      ],
    },
    'verified-clean': {
      subject: 'De {authority} : votre serveur de messagerie a été vérifié',
      opening: [
        "Les preuves que vous nous avez envoyées sur les serveurs nommés ci-dessous ont été examinées après le nettoyage. Nous n'y voyons plus de traces des intrus.",
      ],
      steps: [
        'Gardez le serveur à jour et conservez ses journaux au moins 90 jours.',
        "Les mots de passe et les clés présents sur le serveur pendant l'intrusion doivent avoir été changés.",
        "Si quelque chose vous semble étrange, répondez à ce message. Le résultat vaut pour les preuves examinées, pas pour l'avenir.",
      ],
    },
  },
};
