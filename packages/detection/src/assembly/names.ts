/** Names for source text: of own members unique and harmless, of the class library as everybody writes them. */

/** `System.Collections.Generic.List`1<…>` -> `List`. */
export function simpleType(full: string): string {
  let name = full.replace(/[&*]+$/, '');
  const generic = name.indexOf('<');
  if (generic > 0) name = name.slice(0, generic);
  name = name.replace(/(?:\[,*\])+$/, '');
  name = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('+')) + 1).replace(/`\d+$/, '');
  return /^[A-Za-z_]\w{0,80}$/.test(name) ? name : 'object';
}

/** What a name has that an identifier may have; `fallback` where nothing is left. */
export function identifier(name: string, fallback: string): string {
  const backing = /^<(\w+)>k__BackingField$/.exec(name)?.[1];
  const plain = (backing ?? name).replace(/[^A-Za-z0-9_]+/g, '').slice(0, 60);
  return /^[A-Za-z_]/.test(plain) ? plain : fallback;
}

/** Names that mean something to a page by themselves, and what source text made here uses for variables. */
const TAKEN =
  /^(?:request|response|session|application|server|cache|contents|context|this|base|new|return|var|as|is|in|out|ref|if|else|for|foreach|while|do|switch|case|class|struct|void|null|true|false|object|string|int|byte|char|bool|long|function|using|try|catch|finally|throw|lock|get|set|value|default|params|event|operator|checked|unchecked|fixed|unsafe|typeof|sizeof|delegate|internal|public|private|protected|static|const|readonly|namespace|interface|enum|goto|break|continue|[vtsa]\d+)$/i;

export function parameterName(name: string, position: number): string {
  const plain = identifier(name, `a${position}`);
  return TAKEN.test(plain) ? `${plain}_` : plain;
}

/** A literal as C# writes it; marks that would end or begin server code are escaped. */
export function literal(text: string): string {
  return JSON.stringify(text)
    .replace(/<(?=[%s])/gi, '\\u003c')
    .replace(/%>/g, '%\\u003e')
    .replace(/[\u2028\u2029\u0085]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
