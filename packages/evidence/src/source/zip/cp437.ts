/** The upper half of code page 437, in which old zip tools write names. */
const UPPER =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Many tools write UTF-8 without saying so: it is taken for UTF-8 where it is valid as such. */
export function decodeName(bytes: Uint8Array, declaredUtf8: boolean): string {
  try {
    return utf8.decode(bytes);
  } catch {
    if (declaredUtf8) return new TextDecoder('utf-8').decode(bytes);
    let text = '';
    for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : (UPPER[byte - 0x80] ?? '?');
    return text;
  }
}
