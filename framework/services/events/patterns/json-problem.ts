/** What is wrong with a text that is no JSON, in the words of the parser that EventBridge uses, with the place. */

const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const number = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const word = /[\w$]+/y;
const string = /"(?:[^"\\]|\\.)*"/sy;

interface Problem {
  readonly text: string;
  /** Of what comes next, from zero. */
  readonly at: number;
}

class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  value(): Problem | undefined {
    const sign = this.next();
    if (sign === '{') return this.members();
    if (sign === '[') return this.elements();
    if (this.takes(string) || this.takes(number)) return undefined;
    const from = this.at;
    if (!this.takes(word)) return this.unexpected(`expected a valid value ${values}`);
    const token = this.text.slice(from, this.at);
    if (token === 'true' || token === 'false' || token === 'null') return undefined;
    return { text: `Unrecognized token '${token}': was expecting ${values}`, at: this.at };
  }

  private members(): Problem | undefined {
    this.at += 1;
    if (this.next() === '}') return this.passed();
    for (;;) {
      this.next();
      if (!this.takes(string)) return this.unexpected('was expecting double-quote to start field name');
      if (this.next() !== ':') {
        return this.unexpected('was expecting a colon to separate field name and value');
      }
      this.at += 1;
      const problem = this.value();
      if (problem !== undefined) return problem;
      const sign = this.next();
      if (sign === '}') return this.passed();
      if (sign !== ',') return this.unexpected('was expecting comma to separate Object entries');
      this.at += 1;
    }
  }

  private elements(): Problem | undefined {
    this.at += 1;
    if (this.next() === ']') return this.passed();
    for (;;) {
      const problem = this.value();
      if (problem !== undefined) return problem;
      const sign = this.next();
      if (sign === ']') return this.passed();
      if (sign !== ',') return this.unexpected('was expecting comma to separate Array entries');
      this.at += 1;
    }
  }

  private passed(): undefined {
    this.at += 1;
    return undefined;
  }

  /** The next sign that is no space. */
  private next(): string | undefined {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
    return this.text[this.at];
  }

  private takes(form: RegExp): boolean {
    form.lastIndex = this.at;
    if (!form.test(this.text)) return false;
    this.at = form.lastIndex;
    return true;
  }

  private unexpected(wanted: string): Problem {
    const sign = this.text[this.at];
    if (sign === undefined) return { text: 'Unexpected end-of-input', at: this.at };
    return { text: `Unexpected character ('${sign}' (code ${sign.charCodeAt(0)})): ${wanted}`, at: this.at };
  }
}

/** For a text that JSON.parse refuses. */
export function jsonProblem(text: string): string {
  const { text: said, at } = new Scanner(text).value() ?? {
    text: 'Unexpected content after the value',
    at: 0,
  };
  return `${said}${placeOf(text, at)}`;
}

/** As the parser names a place: after what it has read. */
export function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `\n at [Source: (String)"${text}"; line: ${before.length}, column: ${column}]`;
}
