/** Conditions of rules, worked out while they are read. */

/**
 * @param names the search identifiers there are.
 * @param holds whether one of them holds.
 * @throws where the condition is not understood.
 */
export function interpretCondition(
  condition: string,
  names: readonly string[],
  holds: (name: string) => boolean,
): boolean {
  const words = condition.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const word = (): string => (words[at] ?? '').toLowerCase();
  // From the least to the most binding: or, and, not, x of …, parentheses. All parts are read, whatever they say.
  const or = (): boolean => {
    let value = and();
    while (word() === 'or') {
      at++;
      const right = and();
      value = value || right;
    }
    return value;
  };
  const and = (): boolean => {
    let value = not();
    while (word() === 'and') {
      at++;
      const right = not();
      value = value && right;
    }
    return value;
  };
  const not = (): boolean => {
    if (word() !== 'not') return atom();
    at++;
    return !not();
  };
  const atom = (): boolean => {
    if (word() === '(') {
      at++;
      const value = or();
      if (word() !== ')') throw new Error('a parenthesis does not close');
      at++;
      return value;
    }
    if ((words[at + 1] ?? '').toLowerCase() === 'of') {
      const selected = select(words[at + 2] ?? '', names);
      if (selected.length === 0) throw new Error('nothing is selected');
      const all = word() === 'all';
      at += 3;
      return all ? selected.every(holds) : selected.some(holds);
    }
    const name = words[at++] ?? '';
    if (!names.includes(name)) throw new Error(`unknown: ${name}`);
    return holds(name);
  };
  const value = or();
  if (at < words.length) throw new Error('words are left over');
  return value;
}

/** `them` leaves out what begins with an underscore; else `*` stands for any characters. */
function select(pattern: string, names: readonly string[]): string[] {
  if (pattern.toLowerCase() === 'them') return names.filter((name) => !name.startsWith('_'));
  const expression = pattern.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return names.filter((name) => new RegExp(`^${expression.join('.*')}$`).test(name));
}
