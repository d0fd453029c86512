import { language } from '../text/index.js';

const COUNT = new Intl.NumberFormat(language);
export const count = (value: number): string => COUNT.format(value);

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];
/** Decimal units, as browsers and disks give them. */
export function bytes(value: number): string {
  const power = value < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  return `${power === 0 ? scaled : scaled.toPrecision(3)} ${UNITS[power]}`;
}
export const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
