/** JSON on one line; characters that a terminal or a reader would obey are written as \uXXXX, so the value is whole. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

export function jsonLine(value: unknown): string {
  const escaped = JSON.stringify(value).replace(OBEYED, (character) => {
    let text = '';
    for (let unit = 0; unit < character.length; unit++) {
      text += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
    }
    return text;
  });
  return `${escaped}\n`;
}
