/** What the parsers of the four languages have in common: expressions and statements without control flow. */

export type Dialect = 'csharp' | 'jscript' | 'vbnet' | 'vbscript';
export const isBasic = (dialect: Dialect): boolean => dialect === 'vbnet' || dialect === 'vbscript';

/** `at`: offset in the page's text. */
export type Node =
  | { readonly k: 'lit'; readonly text: string; readonly num?: number; readonly at: number }
  | { readonly k: 'id'; readonly name: string; readonly at: number }
  | { readonly k: 'mem'; readonly obj: Node; readonly name: string; readonly at: number }
  | { readonly k: 'call'; readonly fn: Node; readonly args: readonly Node[]; readonly at: number }
  | { readonly k: 'idx'; readonly obj: Node; readonly args: readonly Node[]; readonly at: number }
  | {
      readonly k: 'new';
      readonly type: Node;
      readonly args: readonly Node[];
      readonly init: readonly Node[];
      readonly at: number;
    }
  /** Strings put together; flat, so that long chains need no deep recursion. */
  | { readonly k: 'cat'; readonly items: readonly Node[]; readonly at: number }
  | { readonly k: 'op'; readonly op: string; readonly a: Node; readonly b: Node | undefined; readonly at: number }
  | { readonly k: 'set'; readonly target: Node; readonly op: string; readonly value: Node; readonly at: number }
  | { readonly k: 'list'; readonly items: readonly Node[]; readonly at: number }
  | { readonly k: 'fn'; readonly params: readonly Param[]; readonly body: readonly Stmt[]; readonly at: number }
  /** One of several values. */
  | { readonly k: 'alt'; readonly items: readonly Node[]; readonly at: number };

export interface Param {
  readonly name: string;
  readonly type: string;
}

export type Stmt =
  | { readonly k: 'expr'; readonly e: Node; readonly at: number }
  | {
      readonly k: 'decl';
      readonly name: string;
      readonly type: string;
      readonly init: Node | undefined;
      readonly at: number;
    }
  | { readonly k: 'ret'; readonly e: Node; readonly at: number }
  | { readonly k: 'each'; readonly name: string; readonly type: string; readonly e: Node; readonly at: number }
  | {
      readonly k: 'def';
      readonly name: string;
      readonly params: readonly Param[];
      readonly body: readonly Stmt[];
      /** Attributes above it, lower case, with their constant strings. */
      readonly attributes: readonly string[];
      /** Declared in a library outside .NET (P/Invoke). */
      readonly external: boolean;
      readonly at: number;
    }
  | { readonly k: 'class'; readonly name: string; readonly bases: readonly string[]; readonly at: number };

export const unknownNode = (at: number): Node => ({ k: 'list', items: [], at });
