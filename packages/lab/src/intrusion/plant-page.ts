import type { Day } from '../background/index.js';
import { at, compiledPageLibrary, iso, MINUTE } from '../write/index.js';
import { type PageForm, pageBytes } from './page-forms.js';
import { putFile, type World } from './world.js';

export interface PlantPage {
  readonly kind: 'plant-page';
  readonly at: string;
  readonly page: string;
  readonly path: string;
  readonly form: PageForm;
  /** Minutes by which the file's time was set back; what that hides stands in the scenario's `undetectable`. */
  readonly backdatedMinutes?: number;
}

/** ASP.NET compiles a page when somebody asks for it first: its library stays when page and description are gone. */
export interface CompileLibrary {
  readonly kind: 'compiled-library';
  readonly at: string;
  readonly page: string;
  readonly path: string;
}

export function compileLibrary(step: CompileLibrary, world: World): void {
  const time = at(step.at);
  putFile(world, { path: step.path, bytes: compiledPageLibrary(), modified: time });
  world.truth.events.push({ time: iso(time), phase: 'web-shell', what: `${step.page} compiled` });
}

/** A page appears on disk, written by something that leaves no record of it (a worker process, an earlier shell). */
export function plantPage(day: Day, step: PlantPage, world: World): void {
  plant(day, world, at(step.at), step.page, step.path, step.form, step.backdatedMinutes);
}

export function plant(
  day: Day,
  world: World,
  time: number,
  page: string,
  path: string,
  form: PageForm,
  backdatedMinutes = 0,
): void {
  putFile(world, {
    path,
    bytes: pageBytes(form, day.server, day.guid(), time),
    modified: time - backdatedMinutes * MINUTE,
  });
  // A page is there for visitors from when it was really written.
  world.written.set(path.toLowerCase(), time);
  world.truth.pages.push({ page, path, written: iso(time) });
  if (form !== 'ordinary') world.truth.events.push({ time: iso(time), phase: 'web-shell', what: `${path} written` });
}
