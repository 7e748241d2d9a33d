import { pointer, put, type Value, type ValueMap } from '../template';
import { depthMax, type Lines, type Source } from './source';

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
// oxlint-disable-next-line no-control-regex -- JSON has none of them unescaped
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/**
 * Reads a template written in JSON, with the line and column of every member.
 *
 * JSON is YAML too, but reading it as such is some twenty times slower, accepts what CloudFormation refuses
 * and answers with YAML's words.
 */
export function readJson(text: string, lines: Lines): Source {
  return new JsonReader(text, lines).read();
}

class JsonReader {
  private at = 0;
  private readonly path: (string | number)[] = [];
  private readonly places: Source['places'] = {};

  constructor(
    private readonly text: string,
    private readonly lines: Lines,
  ) {}

  read(): Source {
    this.space();
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.fail('text after the end of the template');
    return { value, places: this.places, literals: {} };
  }

  private value(): Value {
    if (this.path.length > depthMax) this.fail(`nested deeper than ${depthMax} levels`);
    const key = pointer(this.path);
    if (!Object.hasOwn(this.places, key)) this.places[key] = this.lines.at(this.at);
    switch (this.text[this.at]) {
      case '{':
        return this.map();
      case '[':
        return this.list();
      case '"':
        return this.string();
      default:
        return this.scalar();
    }
  }

  private map(): ValueMap {
    const map: ValueMap = {};
    this.at++;
    this.space();
    if (this.take('}')) return map;
    for (;;) {
      const start = this.at;
      if (this.text[this.at] !== '"') this.fail('a member name in double quotes is missing here');
      const name = this.string();
      this.path.push(name);
      // A member that stands twice counts as it stands last, as at CloudFormation.
      this.places[pointer(this.path)] = this.lines.at(start);
      this.space();
      if (!this.take(':')) this.fail('a colon is missing here');
      this.space();
      put(map, name, this.value());
      this.path.pop();
      this.space();
      if (this.take('}')) return map;
      if (!this.take(',')) this.fail('a comma or the closing brace is missing here');
      this.space();
    }
  }

  private list(): Value[] {
    const list: Value[] = [];
    this.at++;
    this.space();
    if (this.take(']')) return list;
    for (;;) {
      this.path.push(list.length);
      list.push(this.value());
      this.path.pop();
      this.space();
      if (this.take(']')) return list;
      if (!this.take(',')) this.fail('a comma or the closing bracket is missing here');
      this.space();
    }
  }

  private string(): string {
    const token = this.token(string);
    if (token === undefined)
      this.fail('this string is not closed, or holds a character that must be escaped');
    return String(JSON.parse(token));
  }

  private scalar(): Value {
    const literal = this.token(word);
    if (literal !== undefined) return literal === 'null' ? null : literal === 'true';
    const digits = this.token(number);
    if (digits === undefined) this.fail('a value is missing here');
    // A number that JavaScript cannot write back the same way (an account id of 20 digits) keeps its text.
    return String(Number(digits)) === digits ? Number(digits) : digits;
  }

  private token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private space(): void {
    while (this.at < this.text.length && ' \n\r\t'.includes(this.text.charAt(this.at))) this.at++;
  }

  private fail(reason: string): never {
    throw this.lines.malformed('JSON', this.at, reason);
  }
}
