import type { AttributeValue, WireAttributeValue } from '../items/attribute-value';
import { readValue } from '../items/read-value';
import { AwsError } from '../../../cloud/service';
import { invalid } from '../errors';
import type { DocumentPath } from './document-path';
import type { ParsedPath } from './syntax/syntax-tree';

const NAME_KEY = /^#[0-9a-zA-Z_]+$/;
const VALUE_KEY = /^:[0-9a-zA-Z_]+$/;

/**
 * What the `#names` and `:values` of a request stand for, across all its expressions. Every one that is given must be
 * used by one of them (aws-behaviour.md 3.9).
 */
export class Substitutions {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, AttributeValue>;
  readonly #used = new Set<string>();

  constructor(
    names: { [placeholder: string]: string } | undefined,
    values: { [placeholder: string]: WireAttributeValue } | undefined,
  ) {
    this.#names = readNames(names);
    this.#values = readValues(values);
  }

  /** The path with its placeholders replaced, or the message about one that is not defined. */
  path(parsed: ParsedPath): DocumentPath | string {
    const path: (string | number)[] = [];
    for (const element of parsed) {
      if (typeof element === 'number' || !element.startsWith('#')) {
        path.push(element);
        continue;
      }
      const name = this.#names.get(element);
      if (name === undefined) {
        return `An expression attribute name used in the document path is not defined; attribute name: ${element}`;
      }
      this.#used.add(element);
      path.push(name);
    }
    return path;
  }

  /** The value of a placeholder, or the message that it is not defined. */
  value(placeholder: string): AttributeValue | string {
    const value = this.#values.get(placeholder);
    if (value === undefined) {
      return `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`;
    }
    this.#used.add(placeholder);
    return value;
  }

  /** Refuses names, then values, that no expression used. */
  refuseUnused(): void {
    this.#refuseUnused('ExpressionAttributeNames', this.#names);
    this.#refuseUnused('ExpressionAttributeValues', this.#values);
  }

  #refuseUnused(parameter: string, given: ReadonlyMap<string, unknown>): void {
    const unused = [...given.keys()].filter((placeholder) => !this.#used.has(placeholder));
    if (unused.length > 0) {
      invalid(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
    }
  }
}

function readNames(names: { [placeholder: string]: string } | undefined): Map<string, string> {
  if (!names) return new Map();
  refuseKeys('ExpressionAttributeNames', Object.keys(names), NAME_KEY);
  return new Map(Object.entries(names));
}

function readValues(
  values: { [placeholder: string]: WireAttributeValue } | undefined,
): Map<string, AttributeValue> {
  if (!values) return new Map();
  refuseKeys('ExpressionAttributeValues', Object.keys(values), VALUE_KEY);
  return new Map(
    Object.entries(values).map(([placeholder, wire]) => [placeholder, readNamedValue(placeholder, wire)]),
  );
}

function refuseKeys(parameter: string, keys: readonly string[], pattern: RegExp): void {
  if (keys.length === 0) invalid(`${parameter} must not be empty`);
  const wrong = keys.find((key) => !pattern.test(key));
  if (wrong !== undefined) invalid(`${parameter} contains invalid key: Syntax error; key: "${wrong}"`);
}

function readNamedValue(placeholder: string, wire: WireAttributeValue): AttributeValue {
  try {
    return readValue(wire);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return invalid(
      `ExpressionAttributeValues contains invalid value: ${error.message} for key ${placeholder}`,
    );
  }
}
