/** A prefetch file as facts: category `program-trace`, as the traces of the registry are. */
import { FactEvent } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { commandPlace } from '../registry-facts/command.js';
import { parsePrefetch, programPath, runTimes } from './parse.js';

/** Files from places where no program is installed that one fact names. */
const NAMED_FILES = 20;
const FROM_ODD_PLACE = /\\(?:WINDOWS\\TEMP|PERFLOGS|USERS\\PUBLIC|PROGRAMDATA|INETPUB|ASPNET_CLIENT|\$RECYCLE\.BIN)\\/i;

/** One fact with the last run as its time. Fields: `kind` = prefetch, `image`, `name`, `place`, `runs`, `ran`, `runTimes`, `loaded`. */
export function prefetchFacts(bytes: Uint8Array): FactResult {
  const { prefetch, problems } = parsePrefetch(bytes);
  if (prefetch === undefined) return { facts: [], problems };
  const image = programPath(prefetch) ?? prefetch.executable;
  const times = runTimes(prefetch);
  const loaded = prefetch.files.filter((file) => FROM_ODD_PLACE.test(file)).slice(0, NAMED_FILES);
  const last = times[0];
  const iso = (time: number): string => new Date(time).toISOString();
  const fact = new FactEvent(
    { product: 'allclear', category: 'program-trace' },
    {
      kind: 'prefetch',
      image,
      name: prefetch.executable,
      place: commandPlace(image),
      runs: prefetch.runs,
      ran: last === undefined ? undefined : iso(last),
      runTimes: times.map(iso).join(';'),
      loaded: loaded.join('|'),
      version: prefetch.version,
    },
    {},
    last,
  );
  return { facts: [fact], problems };
}
