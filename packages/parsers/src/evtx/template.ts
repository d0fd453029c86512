/** A template compiled once: its tree, and where the system fields and the places for whole elements are. */

import type { Shape } from './shape.js';
import { attributeParts, childElement, type Part, type XmlElement } from './tree.js';

/** Our name, the element below System, its attribute where the value is one. */
const SYSTEM_FIELDS: readonly (readonly [string, string, string?])[] = [
  ['EventID', 'EventID'],
  ['Provider_Name', 'Provider', 'Name'],
  ['Channel', 'Channel'],
  ['Computer', 'Computer'],
  ['Level', 'Level'],
  ['EventRecordID', 'EventRecordID'],
  ['Version', 'Version'],
  ['Task', 'Task'],
  ['Opcode', 'Opcode'],
  ['Keywords', 'Keywords'],
  ['Qualifiers', 'EventID', 'Qualifiers'],
  ['Security_UserID', 'Security', 'UserID'],
];
/** Told behind the event's own data, whose names they must not hide. */
const LATE_SYSTEM_FIELDS: readonly (readonly [string, string, string?])[] = [
  ['Execution_ProcessID', 'Execution', 'ProcessID'],
  ['Execution_ThreadID', 'Execution', 'ThreadID'],
  ['Provider_Guid', 'Provider', 'Guid'],
  ['Provider_EventSourceName', 'Provider', 'EventSourceName'],
  ['Correlation_ActivityID', 'Correlation', 'ActivityID'],
  ['Correlation_RelatedActivityID', 'Correlation', 'RelatedActivityID'],
];

export interface SystemField {
  readonly name: string;
  readonly parts: readonly Part[];
}

export class Template {
  readonly root: XmlElement | undefined;
  /** Set where the root is an event. */
  readonly system: XmlElement | undefined;
  readonly eventId: readonly Part[] | undefined;
  readonly provider: readonly Part[] | undefined;
  readonly channel: readonly Part[] | undefined;
  readonly timeCreated: readonly Part[] | undefined;
  /** The first value that stands directly in the event, or in its EventData or UserData: it holds the event's data. */
  readonly dataSlot: number | undefined;
  readonly #shapes = new Map<Template | undefined, Shape>();

  constructor(
    readonly parts: readonly Part[],
    /** First four bytes of the GUID; undefined for XML that stands in a record without a template. */
    readonly identifier: number | undefined,
  ) {
    for (const part of parts) {
      if (part.kind === 'element') {
        this.root = part.element;
        break;
      }
    }
    const { root } = this;
    if (root?.name !== 'Event') return;
    const system = childElement(root, 'System');
    this.system = system;
    this.dataSlot = findSlot(root.children);
    if (system === undefined) return;
    this.eventId = childElement(system, 'EventID')?.children;
    this.channel = childElement(system, 'Channel')?.children;
    this.provider = attributeParts(childElement(system, 'Provider'), 'Name');
    this.timeCreated = attributeParts(childElement(system, 'TimeCreated'), 'SystemTime');
  }

  systemFields(): SystemField[] {
    return this.#select(SYSTEM_FIELDS);
  }

  lateSystemFields(): SystemField[] {
    return this.#select(LATE_SYSTEM_FIELDS);
  }

  /** The shape of events of this template whose data come from `data`; kept where `build` allows it. */
  shape(data: Template | undefined, build: () => Shape): Shape {
    let shape = this.#shapes.get(data);
    if (shape === undefined) {
      shape = build();
      if (shape.constant && this.#shapes.size < MAX_SHAPES) this.#shapes.set(data, shape);
    }
    return shape;
  }

  #select(fields: readonly (readonly [string, string, string?])[]): SystemField[] {
    const { system } = this;
    if (system === undefined) return [];
    return fields.flatMap(([name, element, attribute]) => {
      const inner = childElement(system, element);
      const parts = attribute === undefined ? inner?.children : attributeParts(inner, attribute);
      return parts === undefined || parts.length === 0 ? [] : [{ name, parts }];
    });
  }
}

/** Templates of event data that go with one outer template: a provider has a few hundred at most. */
const MAX_SHAPES = 1024;

/** The place for a whole element: directly in the event, or in a section that holds nothing else. */
function findSlot(children: readonly Part[]): number | undefined {
  for (const part of children) {
    if (part.kind === 'value') return part.index;
    if (part.kind !== 'element' || !SECTIONS.has(part.element.name)) continue;
    const slot = findSlot(part.element.children);
    if (slot !== undefined) return slot;
  }
  return undefined;
}

const SECTIONS: ReadonlySet<string> = new Set(['EventData', 'UserData']);
