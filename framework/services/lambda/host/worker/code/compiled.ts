import fs from 'node:fs';
import path from 'node:path';
import { Script, constants } from 'node:vm';
import { type Shelf, addToShelf, readShelf } from '../../shelf';
import { toReal } from '../machine/paths';
import type { Format } from './formats';
import { learnNames, namesOf, rememberNames } from './module-cache';
import { nodeMajor } from './node-version';

const { readFileSync, statSync } = fs;
const FORMATS: readonly Format[] = ['module', 'commonjs', 'json', 'wasm'];
const WRAPPER = '(function (exports, require, module, __filename, __dirname) { ';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
interface Compiled {
  script: Script;
  source: string;
  stamp: string;
  isShelved: boolean;
}

interface Shelved {
  stamp: string;
  source: Buffer;
  isLatin: boolean;
  code: Buffer;
  names: string[] | undefined;
}

/** What a shelf entry says about its bytes: for each file its source and its compiled code, one after the other. */
interface Contents {
  root: string;
  files: {
    file: string;
    stamp: string;
    isLatin: boolean;
    sourceBytes: number;
    codeBytes: number;
    names: string[] | undefined;
  }[];
  resolutions: [key: string, file: string][];
}

const compiled = new Map<string, Compiled>();
const shelved = new Map<string, Shelved>();
const resolutions = new Map<string, string>();
let unshelvedResolutions: [string, string][] = [];

/** Learns what earlier workers of this process have found out about the packages that lie in `root`. */
export function learnFromShelf(shelf: Shelf, root: string): void {
  for (const { text, bytes } of readShelf(shelf)) {
    // Written by `leaveOnShelf` of the same program: the shape is ours.
    const contents: Contents = JSON.parse(text);
    if (contents.root !== root) continue;
    let at = 0;
    for (const { file, stamp, isLatin, sourceBytes, codeBytes, names } of contents.files) {
      const source = bytes.subarray(at, at + sourceBytes);
      const code = bytes.subarray(at + sourceBytes, at + sourceBytes + codeBytes);
      shelved.set(file, { stamp, isLatin, source, code, names });
      at += sourceBytes + codeBytes;
    }
    for (const [key, file] of contents.resolutions) resolutions.set(key, file);
  }
}

/** Leaves behind what this worker had to find out itself, with all functions compiled that ran so far. */
export function leaveOnShelf(shelf: Shelf, root: string): void {
  if ([...compiled.values()].every(({ isShelved }) => isShelved) && unshelvedResolutions.length === 0) return;
  rememberNames();
  const parts: Uint8Array[] = [];
  const files: Contents['files'] = [];
  for (const [file, known] of compiled) {
    if (known.isShelved) continue;
    known.isShelved = true;
    const { stamp, source } = known;
    const isLatin = Buffer.byteLength(source) === source.length;
    const sourceBytes = Buffer.from(source, isLatin ? 'latin1' : 'utf8');
    const code = known.script.createCachedData();
    const sizes = { sourceBytes: sourceBytes.length, codeBytes: code.length };
    files.push({ file, stamp, isLatin, ...sizes, names: namesOf(file) });
    parts.push(sourceBytes, code);
  }
  const contents: Contents = { root, files, resolutions: unshelvedResolutions };
  unshelvedResolutions = [];
  addToShelf(shelf, JSON.stringify(contents), parts);
}

/** Where a request of a runtime's package leads; asked once per process for each folder. */
export function knownResolution(key: string, resolve: () => string): string {
  const known = resolutions.get(key);
  if (known !== undefined) return known;
  const found = resolve();
  resolutions.set(key, found);
  unshelvedResolutions.push([key, found]);
  return found;
}

/** The format of a runtime's module: one for each of their folders. */
export function runtimeFormat(file: string, find: () => Format): Format {
  const { dir, ext } = path.parse(file);
  const found = knownResolution(`format ${nodeMajor()} ${dir} ${ext}`, find);
  return FORMATS.find((format) => format === found) ?? find();
}

/**
 * The text of a runtime's module, for Node to search for the names that it exports.
 *
 * Searching costs more than evaluating. Where the names are known, an `import` gets a text that is nothing but these;
 * what runs is the module's own code all the same.
 */
export function runtimeSource(file: string, isImport: boolean): string {
  const { source } = compiledFrom(file);
  const names = isImport ? namesOf(file) : undefined;
  return names?.every((name) => IDENTIFIER.test(name))
    ? names.map((name) => `exports.${name}=0;`).join('')
    : source;
}

/** The code of a runtime's module, compiled once for each thread, and once for each process where possible. */
export function compiledFrom(file: string): Compiled {
  const known = compiled.get(file);
  if (known) return known;
  const real = toReal(file);
  const { mtimeMs, size } = statSync(real);
  const stamp = `${mtimeMs} ${size}`;
  const earlier = shelved.get(file);
  const isKnown = earlier?.stamp === stamp;
  const source = isKnown
    ? earlier.source.toString(earlier.isLatin ? 'latin1' : 'utf8')
    : readFileSync(real, 'utf8');
  const script = new Script(`${WRAPPER}${source}\n})`, {
    filename: file,
    // Columns of the first line count from the source, as with Node's own way to compile a module.
    columnOffset: -WRAPPER.length,
    ...(isKnown && { cachedData: Buffer.from(earlier.code) }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const made = { script, source, stamp, isShelved: isKnown && script.cachedDataRejected !== true };
  compiled.set(file, made);
  if (isKnown && earlier.names) learnNames(file, earlier.names);
  return made;
}
