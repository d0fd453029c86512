/**
 * Text of Microsoft's Script Encoder (`VBScript.Encode`, `JScript.Encode`): a fixed substitution with three alphabets in
 * a fixed order, meant against casual readers only.
 */

/** For each stored character (0-127) the plain one; one row an alphabet. */
const ALPHABETS: readonly Uint8Array[] = [
  '0001020304050607087b0a0b0c0d0e0f101112131415161718191a1b1c1d1e1f323021295b38333d583a3565395c5673664e456b6259785e7d4a6d713c603e53' +
    '40422748727531374d5222546a47642d207f2e4c5d7e6c6f797443267625242b28234134092a443f773b55696163506751494f46687c36706e7a2f5f4b5a2c57',
  '000102030405060708570a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2e477a56426a2f26494134325b7672433839704568714f09624423753c7e3e5e' +
    '40774a615d224b6f4e3b4c50672a7d74542b2d2c306e6b66352521644d52633f7b7829287359337f6d55537c3a5f65465831696c5a48275c3d24793760512036',
  '0001020304050607086e0a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2d755260715e495c627d2936207c7a7f6b63332b68516676316454433c3a3e7e' +
    '40452c2a7427374479592f6f26726a397b3f387767534734785d30235a5b6c485570692e4c21244e5009567335614b583b57226d4d2528464a32413d5f4f4265',
].map((row) => Uint8Array.from(row.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
/** Which alphabet stands where; repeats. */
const ORDER = '1201202002021020102011200210200211020201011201021020112001120102';
const ESCAPES: Readonly<Record<string, string>> = { '#': '\r', '&': '\n', '!': '<', '*': '>', $: '@' };
/** `#@~^`, length in Base64, `==`; then the text; then a checksum and `==^#~@`. */
const BLOCK = /#@~\^[A-Za-z0-9+/]{6}==([\s\S]*?)(?:[A-Za-z0-9+/]{6}==\^#~@|\^#~@|$)/g;

/** The text with its encoded blocks decoded; undefined where it has none. */
export function decodeScript(text: string): string | undefined {
  if (!text.includes('#@~^')) return undefined;
  return text.replace(BLOCK, (_, body: string) => decodeBlock(body));
}

function decodeBlock(body: string): string {
  let out = '';
  let index = 0;
  for (let i = 0; i < body.length; i++) {
    const c = body[i] ?? '';
    const code = c.charCodeAt(0);
    if (c === '@') {
      out += ESCAPES[body[++i] ?? ''] ?? '?';
      index++;
    } else if (code < 128) {
      const alphabet = ALPHABETS[Number(ORDER[index % 64])];
      out += code < 32 && code !== 9 ? c : String.fromCharCode(alphabet?.[code] ?? code);
      index++;
    } else out += c;
  }
  return out;
}
