/** Calls of the platform's string functions with constants. Undefined where something is not constant or not known. */
import {
  formatted,
  fromBase64,
  fromHex,
  numberOf,
  reversed,
  textOfBytes,
  unescapeHtml,
  unescapePercent,
} from './fold.js';
import type { Budget } from './limits.js';
import { FIXED, numberValue, textValue, type Value } from './value.js';

const known = (v: Value | undefined): v is Value & { readonly text: string } => v?.text !== undefined;
const charOf = (v: Value): string | undefined => {
  const n = v.num ?? (v.text === undefined ? Number.NaN : numberOf(v.text));
  return Number.isFinite(n) && n >= -65536 && n < 0x110000
    ? n > 0xffff
      ? String.fromCodePoint(n)
      : String.fromCharCode(n & 0xffff)
    : undefined;
};

function listText(v: Value): string[] | undefined {
  return v.items?.every((i) => i.text !== undefined) ? v.items.map((i) => i.text ?? '') : undefined;
}

export function foldCall(name: string, recv: Value, args: readonly Value[], budget: Budget): Value | undefined {
  const text = recv.text;
  const a = args[0];
  const b = args[1];
  const c = args[2];
  // A method of what the caller sent, or of what was read elsewhere, gives no constant, whatever its arguments.
  if (recv.taint > 0 || recv.from !== undefined) return undefined;
  if (text === undefined && recv.path === '?' && /^(?:split|[lr]?trim)$/.test(name)) return undefined;
  const made = (result: string | undefined, disguise: 0 | 1 | 2 = 2): Value | undefined =>
    result === undefined || !budget.fold(result.length) ? undefined : textValue(result, disguise);
  switch (name) {
    case 'chr':
    case 'chrw':
    case 'chrb':
    case 'tochar':
    case 'char':
    case 'fromcharcode': {
      if (args.length === 0 || !args.every((v) => charOf(v) !== undefined)) return undefined;
      return made(args.map((v) => charOf(v) ?? '').join(''));
    }
    case 'asc':
    case 'ascw':
    case 'ascb':
      return known(a) && a.text !== '' ? numberValue(a.text.charCodeAt(0)) : undefined;
    case 'charcodeat':
      return text !== undefined ? numberValue(text.charCodeAt(a?.num ?? 0) || 0) : undefined;
    case 'charat':
      return text !== undefined && (a === undefined || a.num !== undefined)
        ? made(text.charAt(a?.num ?? 0), 1)
        : undefined;
    case 'strreverse':
      return known(a) ? made(reversed(a.text)) : undefined;
    case 'reverse':
    case 'reverse`1': {
      if (text !== undefined) return made(reversed(text));
      if (known(a)) return made(reversed(a.text));
      const items = recv.items ?? a?.items;
      return items === undefined ? undefined : { ...FIXED, disguise: 2, items: [...items].reverse() };
    }
    case 'replace':
      if (text !== undefined && known(a) && known(b))
        return a.text === '' ? recv : made(text.split(a.text).join(b.text), recv.disguise === 2 ? 2 : 1);
      if (text === undefined && known(a) && known(b) && known(c))
        return b.text === '' ? a : made(replaceAll(a.text, b.text, c.text), a.disguise === 2 ? 2 : 1);
      return undefined;
    case 'split': {
      const whole = text ?? (known(a) ? a.text : undefined);
      const by = text === undefined ? (args.length > 1 ? b : textValue(' ')) : a;
      if (whole === undefined || !known(by)) {
        // `"a b".Split(new[]{' '})`
        const chars = by?.items === undefined ? undefined : listText(by);
        if (whole === undefined || chars === undefined || chars.length !== 1) return undefined;
        return pieces(whole, chars[0] ?? '', budget);
      }
      return pieces(whole, by.text, budget);
    }
    case 'join': {
      const list = recv.items !== undefined ? recv : a?.items !== undefined ? a : b;
      const by = recv.items !== undefined ? a : a?.items !== undefined ? (b ?? textValue(' ')) : a;
      const parts = list === undefined ? undefined : listText(list);
      return parts === undefined || (by !== undefined && !known(by)) ? undefined : made(parts.join(by?.text ?? ','));
    }
    case 'concat': {
      if (text !== undefined && args.every(known)) return made(text + args.map((v) => v.text ?? '').join(''), 1);
      const flat = args.length === 1 && a?.items !== undefined ? a.items : args;
      return text === undefined && flat.length > 0 && flat.every(known)
        ? made(flat.map((v) => v.text ?? '').join(''), 1)
        : undefined;
    }
    case 'mid':
    case 'midb':
      return known(a) && b?.num !== undefined
        ? made(a.text.substr(Math.max(0, b.num - 1), c === undefined ? undefined : (c.num ?? 0)), 1)
        : undefined;
    case 'left':
      return known(a) && b?.num !== undefined ? made(a.text.slice(0, Math.max(0, b.num)), 1) : undefined;
    case 'right':
      return known(a) && b?.num !== undefined ? made(b.num <= 0 ? '' : a.text.slice(-b.num), 1) : undefined;
    case 'substring':
    case 'substr':
      // .NET and `substr` count, JScript's `substring` has an end; both are tried where they differ little.
      return text !== undefined && a?.num !== undefined ? made(text.substr(a.num, b?.num), 1) : undefined;
    case 'slice':
      return text !== undefined && a?.num !== undefined ? made(text.slice(a.num, b?.num), 1) : undefined;
    case 'remove':
      return text !== undefined && a?.num !== undefined
        ? made(text.slice(0, a.num) + (b?.num === undefined ? '' : text.slice(a.num + b.num)), 1)
        : undefined;
    case 'insert':
      return text !== undefined && a?.num !== undefined && known(b)
        ? made(text.slice(0, a.num) + b.text + text.slice(a.num), 1)
        : undefined;
    case 'lcase':
    case 'ucase':
    case 'trim':
    case 'ltrim':
    case 'rtrim':
    case 'cstr':
    case 'clng':
    case 'cint':
    case 'val':
      if (text !== undefined && a === undefined) return made(text.trim(), recv.disguise);
      if (!known(a)) return undefined;
      if (name === 'clng' || name === 'cint' || name === 'val') return numberValue(Math.trunc(numberOf(a.text)) || 0);
      return made(
        name === 'lcase'
          ? a.text.toLowerCase()
          : name === 'ucase'
            ? a.text.toUpperCase()
            : name === 'cstr'
              ? a.text
              : a.text.trim(),
        a.disguise,
      );
    case 'tolower':
    case 'tolowercase':
    case 'tolowerinvariant':
      return text === undefined ? undefined : made(text.toLowerCase(), recv.disguise);
    case 'toupper':
    case 'touppercase':
    case 'toupperinvariant':
      return text === undefined ? undefined : made(text.toUpperCase(), recv.disguise);
    case 'tostring':
    case 'valueof':
    case 'toarray':
    case 'tochararray':
      if (text !== undefined && recv.num === undefined) return recv;
      if (a?.num !== undefined && recv.num !== undefined)
        return made(recv.num.toString(a.num >= 2 && a.num <= 36 ? a.num : 10));
      if (recv.items === undefined && known(a) && text === undefined) return a;
      return text === undefined ? undefined : recv;
    case 'parseint':
    case 'toint32':
    case 'tobyte': {
      if (!known(a)) return undefined;
      const n = Number.parseInt(a.text, b?.num ?? 10);
      return Number.isNaN(n) ? undefined : numberValue(n);
    }
    case 'frombase64string':
    case 'frombase64chararray':
    case 'atob':
      return known(a) ? made(fromBase64(a.text)) : undefined;
    case 'getbytes':
      return known(a) ? a : undefined;
    case 'getstring': {
      if (known(a)) return made(textOfBytes(a.text));
      const bytes = a?.items?.every((i) => i.num !== undefined) ? a.items : undefined;
      return bytes === undefined
        ? undefined
        : made(textOfBytes(bytes.map((i) => String.fromCharCode((i.num ?? 0) & 255)).join('')));
    }
    case 'unescape':
    case 'urldecode':
    case 'decodeuri':
    case 'decodeuricomponent':
    case 'unescapedatastring':
      return known(a) ? made(unescapePercent(a.text)) : undefined;
    case 'htmldecode':
      return known(a) ? made(unescapeHtml(a.text)) : undefined;
    case 'fromhex':
    case 'fromhexstring':
      return known(a) ? made(fromHex(a.text)) : undefined;
    case 'format':
      return known(a) && args.slice(1).every(known)
        ? made(
            formatted(
              a.text,
              args.slice(1).map((v) => v.text ?? ''),
            ),
            1,
          )
        : undefined;
    case 'string':
      if (a?.num !== undefined && known(b) && a.num >= 0 && budget.fold(a.num))
        return made((b.text[0] ?? '').repeat(a.num), 1);
      return known(a) && b === undefined ? a : undefined;
    case 'space':
      return a?.num !== undefined && a.num >= 0 && budget.fold(a.num) ? made(' '.repeat(a.num), 1) : undefined;
    case 'array':
      return { ...FIXED, items: args, fixed: args.every((v) => v.fixed) };
    case 'length':
      return text !== undefined
        ? numberValue(text.length)
        : recv.items !== undefined
          ? numberValue(recv.items.length)
          : undefined;
    case 'len':
      return known(a) ? numberValue(a.text.length) : undefined;
    case 'ubound':
      return a?.items === undefined ? undefined : numberValue(a.items.length - 1);
    case 'cchar':
      return a;
    default:
      return undefined;
  }
}

function pieces(text: string, by: string, budget: Budget): Value | undefined {
  if (!budget.fold(text.length)) return undefined;
  return {
    ...FIXED,
    disguise: 1,
    items: text
      .split(by)
      .slice(0, 20_000)
      .map((t) => textValue(t, 1)),
  };
}

function replaceAll(text: string, what: string, by: string): string {
  // VBScript's Replace is exact unless told otherwise.
  return text.split(what).join(by);
}
