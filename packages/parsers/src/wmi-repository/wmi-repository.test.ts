import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWmiRepository } from './parse.js';

/** Instances as the repository keeps them: texts between zero bytes, among other bytes. */
function repository(...texts: readonly string[]): Uint8Array {
  const filler = '\x01\x02\xff'.repeat(40);
  return Uint8Array.from(`${filler}${texts.map((text) => `\0${text}\0${filler}`).join('')}`, (c) => c.charCodeAt(0));
}

const BINDING = [
  '\\\\.\\root\\subscription:CommandLineEventConsumer.Name="updC"',
  '\\\\.\\root\\subscription:__EventFilter.Name="updF"',
];
const FILTER = ['__EventFilter', 'updF', 'SELECT * FROM __InstanceModificationEvent WITHIN 60', 'WQL'];
const CONSUMER = ['CommandLineEventConsumer', 'updC', 'C:\\Users\\Public\\u.exe -q'];

test('a binding comes with its query and what it starts', () => {
  const { facts, problems } = parseWmiRepository(
    repository(...FILTER, 'x'.repeat(5000), ...CONSUMER, 'y'.repeat(5000), ...BINDING),
  );
  expect(problems).toEqual([]);
  expect(facts).toHaveLength(1);
  const values = Object.fromEntries(facts[0]?.fieldNames().map((name) => [name, facts[0]?.get(name)]) ?? []);
  expect(values).toMatchObject({
    kind: 'wmi-subscription',
    name: 'updC',
    filter: 'updF',
    consumer: 'CommandLineEventConsumer',
    query: 'SELECT * FROM __InstanceModificationEvent WITHIN 60',
    command: 'C:\\Users\\Public\\u.exe -q',
    place: 'public',
    known: 'foreign',
  });
});

test('what Windows itself binds is known', () => {
  const { facts } = parseWmiRepository(
    repository('NTEventLogEventConsumer.Name="SCM Event Log Consumer"', '__EventFilter.Name="SCM Event Log Filter"'),
  );
  expect(facts.map((fact) => fact.get('known'))).toEqual(['default']);
});

test('consumers without a binding, and nothing at all, give nothing', () => {
  expect(parseWmiRepository(repository(...CONSUMER, ...FILTER)).facts).toEqual([]);
  expect(parseWmiRepository(new Uint8Array(0)).problems).toMatchObject([{ code: 'ALC-P005' }]);
});

test('any bytes end without throwing', () => {
  const base = repository(...BINDING, ...FILTER, ...CONSUMER);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 30 }), (changes) => {
      const bytes = base.slice();
      for (const [at, value] of changes) bytes[at] = value;
      expect(parseWmiRepository(bytes).facts.length).toBeLessThan(10);
    }),
  );
});

test('thousands of bindings with different names end soon', () => {
  const many = Array.from({ length: 3000 }, (_, i) => [
    `CommandLineEventConsumer.Name="c${i}"`,
    `__EventFilter.Name="f${i}"`,
  ]).flat();
  const { facts, problems } = parseWmiRepository(repository(...many));
  expect(facts).toHaveLength(2000);
  expect(problems).toMatchObject([{ code: 'ALC-P008' }]);
});
