/** Dates as Windows shows them to people: which of day and month comes first depends on its language. */

export type DateOrder = 'day-first' | 'month-first';

const DATE =
  /^(\d{1,4})([./-]) ?(\d{1,2})[./-] ?(\d{1,4})\.?,? +(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,7}))?)?(?: *([AaPp])\.? ?[Mm]\.?)?$/;

/** What one date shows of the order: `25/12/…` can only be one. */
export function orderShown(text: string): DateOrder | undefined {
  const match = DATE.exec(clean(text));
  if (match === null || (match[1] ?? '').length === 4) return undefined;
  if (Number(match[1]) > 12) return 'day-first';
  if (Number(match[3]) > 12) return 'month-first';
  return match[2] === '.' ? 'day-first' : undefined;
}

/** Where no date shows it: a clock of twelve hours goes with months first, in most places. */
export function orderGuessed(text: string, english: boolean): DateOrder {
  return english && /[ap]\.?m\.?$/i.test(clean(text)) ? 'month-first' : 'day-first';
}

/** ISO text without a zone, as far as it is a date in one of the usual forms; else the text itself. */
export function isoOfLocal(text: string, order: DateOrder): string {
  const match = DATE.exec(clean(text));
  if (match === null) return text;
  const [, first = '', , second = '', third = '', hour = '', minute = '', seconds = '0', fraction = '', half = ''] =
    match;
  const yearFirst = first.length === 4;
  const year = yearFirst ? first : third;
  const [month, day] = yearFirst ? [second, third] : order === 'month-first' ? [first, second] : [second, first];
  if (year.length !== 4) return text;
  const afternoon = half.toLowerCase() === 'p';
  const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (afternoon ? 12 : 0);
  const two = (n: number | string): string => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hours)}:${minute}:${two(seconds)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Newer Windows sets a narrow blank before AM and PM, and marks of direction around dates. */
function clean(text: string): string {
  return text
    .replace(/[\u200e\u200f]/g, '')
    .replace(/[\u00a0\u202f]/g, ' ')
    .trim();
}
