/** A text within Base64: three forms, by where in a group of three bytes it begins; ends that depend on neighbours are cut. */

export function base64Forms(bytes: Uint8Array, alphabet: string): Uint8Array[] {
  const forms: Uint8Array[] = [];
  for (let lead = 0; lead < 3; lead++) {
    const bits = (lead + bytes.length) * 8;
    // Characters all of whose six bits belong to the text.
    const first = Math.ceil((lead * 8) / 6);
    const end = Math.floor(bits / 6);
    const form = new Uint8Array(Math.max(0, end - first));
    for (let i = first; i < end; i++) {
      let value = 0;
      for (let bit = i * 6; bit < i * 6 + 6; bit++) {
        const byte = bytes[(bit >> 3) - lead] ?? 0;
        value = (value << 1) | ((byte >> (7 - (bit & 7))) & 1);
      }
      form[i - first] = alphabet.charCodeAt(value);
    }
    if (form.length > 0) forms.push(form);
  }
  return forms;
}
