/** Elements that make a fact on their own: what they mean and which fields they give. */
import type { XmlElement } from '../xml/index.js';
import type { FactDraft, FactValues } from './draft.js';
import { expandPath } from './expand.js';
import { describeKey } from './machine-key.js';

export interface ElementContext {
  readonly location: string;
  readonly site: string | undefined;
  readonly application: XmlElement | undefined;
}

type Describe = (
  element: XmlElement,
  parents: readonly XmlElement[],
  context: ElementContext,
) => FactValues | undefined;

const expanded = (path: string | undefined): string | undefined => (path === undefined ? undefined : expandPath(path));

/** `App.Module, Assembly, Version=…` -> `App.Module`. */
function className(type: string | undefined): string | undefined {
  return type === undefined ? undefined : (type.split(',')[0] ?? '').trim();
}

function joinUrl(application: string, path: string): string {
  if (path === '/' || path === '') return application;
  return application === '/' ? path : application + path;
}

/** Keyed by element name; each decides by the parent whether it is meant. */
const DESCRIPTIONS: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  [
    'virtualDirectory',
    ({ attributes }, parents, context) => {
      if (parents.at(-1)?.name !== 'application') return undefined;
      const application = context.application?.attributes.get('path') ?? '/';
      return {
        kind: 'virtualDirectory',
        site: context.site,
        application,
        path: joinUrl(application, attributes.get('path') ?? '/'),
        physicalPath: attributes.get('physicalPath'),
        expandedPath: expanded(attributes.get('physicalPath')),
        applicationPool: context.application?.attributes.get('applicationPool'),
        userName: attributes.get('userName'),
      };
    },
  ],
  [
    'logFile',
    ({ attributes }, parents, context) => {
      const parent = parents.at(-1)?.name;
      if (parent !== 'site' && parent !== 'siteDefaults') return undefined;
      return {
        kind: 'logFile',
        site: parent === 'site' ? context.site : '(all sites)',
        directory: attributes.get('directory'),
        expandedPath: expanded(attributes.get('directory')),
        enabled: attributes.get('enabled')?.toLowerCase() ?? 'true',
        format: attributes.get('logFormat'),
        target: attributes.get('logTargetW3C'),
        fields: attributes.get('logExtFileFlags'),
      };
    },
  ],
  [
    'httpLogging',
    ({ attributes }, _parents, context) => ({
      kind: 'httpLogging',
      location: context.location,
      site: context.site,
      dontLog: attributes.get('dontLog')?.toLowerCase() ?? 'false',
      selective: attributes.get('selectiveLogging'),
    }),
  ],
  ['add', describeAdd],
  [
    'remove',
    ({ attributes }, parents, context) =>
      parents.at(-1)?.name === 'modules'
        ? { kind: 'moduleRemoved', name: attributes.get('name'), location: context.location, site: context.site }
        : undefined,
  ],
  [
    'filter',
    ({ attributes }, parents, context) =>
      parents.at(-1)?.name === 'isapiFilters'
        ? {
            kind: 'isapiFilter',
            name: attributes.get('name'),
            path: attributes.get('path'),
            expandedPath: expanded(attributes.get('path')),
            enabled: attributes.get('enabled')?.toLowerCase() ?? 'true',
            location: context.location,
            site: context.site,
          }
        : undefined,
  ],
  [
    'machineKey',
    ({ attributes }, _parents, context) => {
      const validation = describeKey(attributes.get('validationKey'));
      const decryption = describeKey(attributes.get('decryptionKey'));
      return {
        kind: 'machineKey',
        location: context.location,
        validationKey: validation.state,
        validationKeySha256: validation.sha256,
        decryptionKey: decryption.state,
        decryptionKeySha256: decryption.sha256,
        validation: attributes.get('validation'),
      };
    },
  ],
  [
    'location',
    ({ attributes }) => {
      const path = attributes.get('path') ?? '';
      return path === '' ? undefined : { kind: 'location', location: path, site: path.split('/')[0] };
    },
  ],
]);

function describeAdd(
  { attributes }: XmlElement,
  parents: readonly XmlElement[],
  context: ElementContext,
): FactValues | undefined {
  const parent = parents.at(-1)?.name;
  const name = attributes.get('name');
  const type = attributes.get('type');
  const where = { location: context.location, site: context.site };
  if (parent === 'globalModules') {
    const image = attributes.get('image');
    return {
      kind: 'globalModule',
      name,
      image,
      expandedPath: expanded(image),
      preCondition: attributes.get('preCondition'),
    };
  }
  if (parent === 'modules' || parent === 'httpModules') {
    // An entry without a type switches on a native module of <globalModules>.
    if (type === undefined || type === '') return { kind: 'nativeModule', name, ...where };
    return {
      kind: 'managedModule',
      name,
      type,
      class: className(type),
      preCondition: attributes.get('preCondition'),
      ...where,
    };
  }
  if (parent === 'handlers' || parent === 'httpHandlers') {
    return {
      kind: 'handler',
      name,
      path: attributes.get('path'),
      verb: attributes.get('verb'),
      type,
      class: className(type),
      modules: attributes.get('modules'),
      scriptProcessor: attributes.get('scriptProcessor'),
      expandedPath: expanded(attributes.get('scriptProcessor')),
      ...where,
    };
  }
  if (parent === 'buildProviders') {
    return { kind: 'buildProvider', extension: attributes.get('extension'), type, class: className(type), ...where };
  }
  return undefined;
}

export function elementFacts(
  element: XmlElement,
  parents: readonly XmlElement[],
  context: ElementContext,
): FactDraft[] {
  const values = DESCRIPTIONS.get(element.name)?.(element, parents, context);
  return values === undefined ? [] : [{ line: element.line, values }];
}
