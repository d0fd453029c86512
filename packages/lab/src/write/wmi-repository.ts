import { utf8 } from './text.js';

/** A permanent event subscription: a filter, and the program that its consumer starts. */
export interface WmiSubscription {
  readonly filter: string;
  readonly query: string;
  readonly consumer: string;
  readonly kind: 'CommandLineEventConsumer' | 'ActiveScriptEventConsumer' | 'NTEventLogEventConsumer';
  readonly command?: string;
}

/** What Windows brings itself. */
const OF_WINDOWS: WmiSubscription = {
  filter: 'SCM Event Log Filter',
  query: 'select * from MSFT_SCMEventLogEvent',
  consumer: 'SCM Event Log Consumer',
  kind: 'NTEventLogEventConsumer',
};

const PAGE = 8192;

/**
 * `OBJECTS.DATA` of the WMI repository, reduced to its instances' texts: each between zero bytes, each object on a page of
 * its own. Pages, checksums and indexes are not those of Windows: WMI could not load this file.
 */
export function wmiRepository(subscriptions: readonly WmiSubscription[]): Uint8Array {
  const objects = [OF_WINDOWS, ...subscriptions].flatMap(({ filter, query, consumer, kind, command }) => [
    ['__EventFilter', filter, query, 'WQL'],
    [kind, consumer, ...(command === undefined ? [] : [command])],
    [
      `\\\\.\\root\\subscription:${kind}.Name="${consumer}"`,
      `\\\\.\\root\\subscription:__EventFilter.Name="${filter}"`,
    ],
  ]);
  const bytes = new Uint8Array(PAGE * objects.length);
  for (const [index, texts] of objects.entries()) bytes.set(utf8(`\0${texts.join('\0\0')}\0`), index * PAGE + 64);
  return bytes;
}
