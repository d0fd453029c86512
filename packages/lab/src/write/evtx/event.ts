/** Events as the writer takes them, and the templates for them. */
import type { Filled, RecordContent } from './chunk.js';
import { VALUE_TYPE } from './layout.js';
import {
  type Content,
  element,
  literal,
  optional,
  place,
  type TemplateElement,
  type XmlTemplate,
  xmlTemplate,
} from './template.js';
import {
  type EvtxValue,
  fileTime,
  fileTimeTicks,
  guid,
  hex64,
  NOTHING,
  sid,
  texts,
  uint8,
  uint16,
  uint32,
  uint64,
} from './value.js';

/** The members of `<System>`; those that are absent are left out of the XML, as Windows does. */
export interface EvtxEvent {
  readonly recordId: number;
  /** ms, UTC. */
  readonly time: number;
  readonly provider: string;
  readonly eventId: number;
  readonly qualifiers?: number;
  readonly version?: number;
  readonly level?: number;
  readonly task?: number;
  readonly opcode?: number;
  readonly keywords?: bigint;
  /** `{…}`, upper case. */
  readonly activityId?: string;
  readonly processId?: number;
  readonly threadId?: number;
  /** SID. */
  readonly userId?: string;
  readonly channel: string;
  readonly computer: string;
  readonly content?: EventContent;
}

export type EventContent =
  | { readonly kind: 'named'; readonly values: readonly NamedValue[] }
  /** `<Data>` without names, as classic providers write them: one array. */
  | { readonly kind: 'unnamed'; readonly values: readonly string[] }
  /** An element of the provider's own below `<UserData>`, its members being elements. */
  | {
      readonly kind: 'user-data';
      readonly element: string;
      readonly namespace: string;
      readonly values: readonly NamedValue[];
    };

export type NamedValue = readonly [name: string, value: EvtxValue];

/** Remembers templates, so that each is built once. */
export class EventTemplates {
  readonly #known = new Map<string, XmlTemplate>();

  /** @throws RangeError for numbers that do not fit, and for what is no GUID or SID. */
  record(event: EvtxEvent): RecordContent {
    return {
      id: event.recordId,
      written: fileTimeTicks(event.time),
      event: this.#system(event),
      data: event.content === undefined ? undefined : this.#content(event.content),
    };
  }

  /** Provider, channel and computer are part of the template; as with Windows, the event's data are its last value. */
  #system(event: EvtxEvent): Filled {
    const { provider, channel, computer } = event;
    const hasData = event.content !== undefined;
    const key = JSON.stringify(['event', provider, channel, computer, hasData]);
    return {
      template: this.#template(key, () => eventXml(provider, channel, computer, hasData)),
      values: [
        some(event.level, uint8),
        some(event.task, uint16),
        some(event.opcode, uint8),
        uint16(event.eventId),
        some(event.qualifiers, uint16),
        some(event.keywords, hex64),
        fileTime(event.time),
        some(event.activityId, (value) => known(guid(value), value)),
        some(event.processId, uint32),
        some(event.threadId, uint32),
        uint64(event.recordId),
        some(event.version, uint8),
        some(event.userId, (value) => known(sid(value), value)),
      ],
    };
  }

  #content(content: EventContent): Filled {
    if (content.kind === 'unnamed')
      return {
        template: this.#template('unnamed', () =>
          element('EventData', {}, element('Data', {}, place(0, VALUE_TYPE.texts))),
        ),
        values: [texts(content.values)],
      };
    const { kind, values } = content;
    const shape = values.map(([name, { type }]) => [name, type]);
    const key = JSON.stringify(kind === 'named' ? [kind, shape] : [kind, content.element, content.namespace, shape]);
    return {
      template: this.#template(key, () =>
        kind === 'named'
          ? element('EventData', {}, ...places(values, (name, at) => element('Data', { Name: literal(name) }, at)))
          : element(
              'UserData',
              {},
              element(
                content.element,
                { xmlns: literal(content.namespace) },
                ...places(values, (name, at) => element(name, {}, at)),
              ),
            ),
      ),
      values: values.map(([, value]) => value),
    };
  }

  #template(key: string, build: () => TemplateElement): XmlTemplate {
    let template = this.#known.get(key);
    if (template === undefined) {
      template = xmlTemplate(key, build());
      this.#known.set(key, template);
    }
    return template;
  }
}

const NAMESPACE = 'http://schemas.microsoft.com/win/2004/08/events/event';
const T = VALUE_TYPE;

/** The numbers are those of `values` in `#system`; the order of elements is the one of the event schema. */
function eventXml(provider: string, channel: string, computer: string, hasData: boolean): TemplateElement {
  const system = element(
    'System',
    {},
    element('Provider', { Name: literal(provider) }),
    element('EventID', { Qualifiers: optional(4, T.uint16) }, place(3, T.uint16)),
    element('Version', {}, optional(11, T.uint8)),
    element('Level', {}, optional(0, T.uint8)),
    element('Task', {}, optional(1, T.uint16)),
    element('Opcode', {}, optional(2, T.uint8)),
    element('Keywords', {}, optional(5, T.hex64)),
    element('TimeCreated', { SystemTime: place(6, T.fileTime) }),
    element('EventRecordID', {}, place(10, T.uint64)),
    element('Correlation', { ActivityID: optional(7, T.guid) }),
    element('Execution', { ProcessID: optional(8, T.uint32), ThreadID: optional(9, T.uint32) }),
    element('Channel', {}, literal(channel)),
    element('Computer', {}, literal(computer)),
    element('Security', { UserID: optional(12, T.sid) }),
  );
  return element('Event', { xmlns: literal(NAMESPACE) }, system, ...(hasData ? [optional(13, T.binaryXml)] : []));
}

function places(
  values: readonly NamedValue[],
  make: (name: string, at: Content) => TemplateElement,
): TemplateElement[] {
  // A value that is missing keeps its element: the place is not optional. Its type is then text.
  return values.map(([name, { type }], index) => make(name, place(index, type === T.nothing ? T.text : type)));
}

function some<V>(value: V | undefined, encode: (value: V) => EvtxValue): EvtxValue {
  return value === undefined ? NOTHING : encode(value);
}

function known(value: EvtxValue | undefined, text: string): EvtxValue {
  if (value === undefined) throw new RangeError(`neither GUID nor SID: ${text}`);
  return value;
}
