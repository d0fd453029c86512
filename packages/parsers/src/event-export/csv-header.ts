/**
 * Headers of event logs as CSV: Get-WinEvent and Get-EventLog through Export-Csv, EvtxECmd, and the Event Viewer, which
 * writes its column names in the language of Windows. The message, its last column, has no name there.
 */
import { MAX_COLUMNS } from './limits.js';

export interface CsvLayout {
  readonly separator: string;
  /** Names as `normaliseEvent` knows them; undefined: a column that says nothing of its own. */
  readonly names: readonly (string | undefined)[];
  /** English dates may be month first. */
  readonly english: boolean;
}

/** Of the Event Viewer, lower case: English, German, French, Spanish, Italian, Dutch, Portuguese, Polish. */
const VIEWER: ReadonlyMap<string, string> = new Map(
  Object.entries({
    LevelDisplayName: ['level', 'ebene', 'niveau', 'nivel', 'livello', 'nível', 'poziom'],
    KeywordsText: [
      'keywords',
      'schlüsselwörter',
      'mots clés',
      'palabras clave',
      'parole chiave',
      'trefwoorden',
      'palavras-chave',
      'słowa kluczowe',
    ],
    TimeCreated: [
      'date and time',
      'datum und uhrzeit',
      'date et heure',
      'fecha y hora',
      'data e ora',
      'datum en tijd',
      'data e hora',
      'data i godzina',
    ],
    ProviderName: ['source', 'quelle', 'origen', 'origine', 'bron', 'origem', 'fonte', 'źródło'],
    EventID: [
      'event id',
      'ereignis-id',
      'id de l’événement',
      "id de l'événement",
      'id. del evento',
      'id. de evento',
      'id evento',
      'gebeurtenis-id',
      'id do evento',
      'identyfikator zdarzenia',
    ],
    TaskText: [
      'task category',
      'aufgabenkategorie',
      'catégorie de la tâche',
      'categoría de la tarea',
      'categoria attività',
      'taakcategorie',
      'categoria da tarefa',
      'kategoria zadania',
    ],
  }).flatMap(([name, forms]) => forms.map((form): [string, string] => [form, name])),
);

/** Of the tools, lower case; those that only repeat others, or hold a type's name, are left out. */
const TOOLS: ReadonlyMap<string, string | undefined> = new Map<string, string | undefined>([
  ['id', 'EventID'],
  ['eventid', 'EventID'],
  ['timecreated', 'TimeCreated'],
  ['timegenerated', 'TimeCreated'],
  ['providername', 'ProviderName'],
  ['provider', 'ProviderName'],
  ['source', 'ProviderName'],
  ['logname', 'LogName'],
  ['channel', 'LogName'],
  ['containerlog', undefined],
  ['machinename', 'MachineName'],
  ['computer', 'MachineName'],
  ['recordid', 'EventRecordID'],
  ['eventrecordid', 'EventRecordID'],
  ['index', 'EventRecordID'],
  ['level', 'Level'],
  ['leveldisplayname', 'LevelDisplayName'],
  ['entrytype', 'LevelDisplayName'],
  ['message', 'Message'],
  ['payload', 'Payload'],
  ['replacementstrings', undefined],
  ['userid', 'Security_UserID'],
  ['version', 'Version'],
  ['task', 'Task'],
  ['opcode', 'Opcode'],
  ['processid', 'Execution_ProcessID'],
  ['threadid', 'Execution_ThreadID'],
]);

/** The layout of a header row; undefined where it is none of an event log. */
export function csvLayout(
  row: string,
  cellsOf: (row: string, separator: string) => readonly string[],
): CsvLayout | undefined {
  const line = row.replace(/^\uFEFF/, '');
  for (const separator of [',', ';', '\t']) {
    if (!line.includes(separator)) continue;
    const cells = cellsOf(line, separator).map((cell) => cell.trim().toLowerCase());
    if (cells.length < 4 || cells.length > MAX_COLUMNS) continue;
    const viewer = cells.map((cell) => VIEWER.get(cell));
    if (['TimeCreated', 'ProviderName', 'EventID'].every((name) => viewer.includes(name)))
      return {
        separator,
        names: [...viewer.map((n) => (n?.endsWith('Text') ? undefined : n)), 'Message'],
        english: cells.includes('event id'),
      };
    const tool = cells.map((cell) => TOOLS.get(cell));
    if (
      tool.includes('EventID') &&
      tool.includes('TimeCreated') &&
      (tool.includes('ProviderName') || tool.includes('LogName'))
    )
      return { separator, names: tool, english: true };
  }
  return undefined;
}
