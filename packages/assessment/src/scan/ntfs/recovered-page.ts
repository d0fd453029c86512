/** Pages whose content lies in the file table itself, deleted ones too: examined like any other page. */
import { createHash } from 'node:crypto';
import { fileFact } from '@allclear/detection';
import { FactEvent, type Problem } from '@allclear/model';
import { placeOf, type SurveyedFile, WEB_AREAS } from '@allclear/parsers';
import type { FactContext } from '../fact-scan.js';

/** Small enough to lie in a record, a page is examined in less than a millisecond. */
export const MAX_RECOVERED_PAGES = 5_000;

/** Worth examining: pages, configurations and scripts with content, in web folders or in a folder that is not known any more. */
export function isRecoverable(file: SurveyedFile, path: string): boolean {
  if (file.content === undefined || file.content.length === 0) return false;
  if (WEB_AREAS.has(placeOf(path).area)) return file.kind === 'page' || file.kind === 'config';
  return file.kind === 'page' && !file.whole && !ORDINARY.test(file.name);
}

/** Extensions that the web server runs in web folders only. */
const ORDINARY = /\.(?:cer|cdx|rem|stm|shtml?|xamlx)$/i;

/**
 * The file as a fact, `recovered: mft`. Of a page that is still there, `deleted` is `false`; a deleted one is no way back
 * in any more. Its name alone says nothing new where the content is gone, so such files give no fact here.
 */
export function recoveredPage(
  file: SurveyedFile,
  path: string,
  { knownGood }: FactContext,
): { readonly fact: FactEvent; readonly problems: readonly Problem[] } {
  const bytes = file.content ?? new Uint8Array(0);
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  const { fact, problems } = fileFact(
    {
      path,
      size: bytes.length,
      sha256: digest('sha256'),
      sha1: digest('sha1'),
      md5: digest('md5'),
      ...(file.modified === undefined ? {} : { modified: file.modified }),
      bytes,
    },
    { knownGood },
  );
  const values: Record<string, string | undefined> = {};
  for (const name of fact.fieldNames()) values[name] = fact.get(name);
  const created = file.nameCreated ?? file.created;
  return {
    fact: new FactEvent(
      fact.logSource,
      {
        ...values,
        recovered: 'mft',
        deleted: String(file.deleted),
        fileRecord: `${file.reference.number}-${file.reference.sequence}`,
        created: created === undefined ? undefined : new Date(created).toISOString(),
      },
      { record: file.reference.number },
      // Of a deleted file the record's own change time is close to its deletion; when it came says more.
      created ?? fact.time,
    ),
    problems,
  };
}
