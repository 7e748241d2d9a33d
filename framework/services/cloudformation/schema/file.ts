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

/** An object: its properties `p`, those that are required `r`, those whose change replaces the resource `x`. */
export interface FileShape {
  p: Readonly<Record<string, FileType>>;
  r?: readonly string[];
  x?: readonly string[];
}

/** A resource type: attributes `a`, primary identifier `k`, definitions `d`. */
export interface FileResource extends FileShape {
  a?: readonly string[];
  k?: readonly string[];
  d?: Readonly<Record<string, FileShape>>;
}
