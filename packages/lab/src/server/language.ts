/** Languages of Windows: what event logs and group names say differently. Formats of times in logs never differ. */
export type Language = 'en' | 'de' | 'fr' | 'es';

interface Words {
  readonly administrators: string;
  /** The account of the system itself, as it is shown. */
  readonly system: string;
  readonly running: string;
  readonly stopped: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: { administrators: 'Administrators', system: 'NT AUTHORITY\\SYSTEM', running: 'running', stopped: 'stopped' },
  de: {
    administrators: 'Administratoren',
    system: 'NT-AUTORITÄT\\SYSTEM',
    running: 'wird ausgeführt',
    stopped: 'beendet',
  },
  fr: {
    administrators: 'Administrateurs',
    system: 'AUTORITE NT\\Système',
    running: 'en cours d’exécution',
    stopped: 'arrêté',
  },
  es: {
    administrators: 'Administradores',
    system: 'NT AUTHORITY\\SYSTEM',
    running: 'en ejecución',
    stopped: 'detenido',
  },
};

export function words(server: { readonly language?: Language }): Words {
  return WORDS[server.language ?? 'en'];
}
