/** Which texts of an Assessment evidence could have written: those that the schema lets be anything. */
import { Assessment } from '@allclear/model';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

function replaceAt(value: Json, path: Path, text: string): Json {
  const [key, ...rest] = path;
  if (key === undefined) return text;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaceAt(item, rest, text) : item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === key ? replaceAt(item, rest, text) : item]),
  );
}

function texts(value: Json, path: Path, found: Path[]): void {
  if (typeof value === 'string') found.push(path);
  else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      texts(item, [...path, index], found);
    });
  } else if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) texts(item, [...path, name], found);
  }
}

function plain(a: Assessment): Json {
  return JSON.parse(JSON.stringify(a));
}

/** Paths of all texts that may hold anything without making the Assessment invalid. */
export function freeTextPaths(a: Assessment): Path[] {
  const document = plain(a);
  const found: Path[] = [];
  texts(document, [], found);
  return found.filter((path) => Assessment.safeParse(replaceAt(document, path, '<\u001b>')).success);
}

/** The Assessment with the text at each path replaced. The result is valid, or this throws. */
export function withTexts(a: Assessment, paths: readonly Path[], text: (index: number) => string): Assessment {
  let document = plain(a);
  paths.forEach((path, index) => {
    document = replaceAt(document, path, text(index));
  });
  return Assessment.parse(document);
}
