/** The form of the files that extract.mjs writes; names are short because there are ten thousand of them. */

/**
 * A property's type: `s` text, `i` integer, `n` number, `b` boolean, `j` any JSON, `t` a tag; `e` one of some texts,
 * `l` a list, `m` a map, `u` any of several, `d` a definition by name.
 */
export type FileType =
  | 's'
  | 'i'
  | 'n'
  | 'b'
  | 'j'
  | 't'
  | { e: readonly string[] }
  | { l: FileType }
  | { m: FileType }
  | { u: readonly FileType[] }
  | { d: string };

/**
 * An object: its properties `p`, those that are required `r`, those whose change replaces the resource `x`, or may
 * replace it `y`.
 */
export interface FileShape {
  p: Readonly<Record<string, FileType>>;
  r?: readonly string[];
  x?: readonly string[];
  y?: readonly string[];
}

/**
 * A resource type: attributes `a` with the types `w` of those that are no text, primary identifier `k`, what `Ref`
 * gives `f` where it isn't the primary identifier, the ARN's form `n`, the property of tags `g`, definitions `d`.
 */
export interface FileResource extends FileShape {
  a?: readonly string[];
  w?: Readonly<Record<string, FileType>>;
  k?: readonly string[];
  f?: readonly string[];
  n?: string;
  g?: string;
  d?: Readonly<Record<string, FileShape>>;
}
