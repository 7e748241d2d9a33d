import { TemplateError, type Place, type Value } from '../template';
import type { Padding } from './flow';

/** Deepest nesting read; real templates stay under 40, and everything after walks them by recursion. */
export const depthMax = 200;

/** Values read from one template, aliases written out; a template of the allowed size holds far fewer. */
export const valuesMax = 200_000;

/**
 * Largest template by S3 URL:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const bytesMax = 1_000_000;

/** What a reader of template text gives back. */
export interface Source {
  value: Value;
  places: Record<string, readonly [line: number, column: number]>;
  /** First lines of YAML's literal blocks; JSON has none. */
  literals: Record<string, number>;
}

/** Turns offsets into lines and columns. */
export class Lines {
  private readonly starts: number[] = [0];

  constructor(
    private readonly text: string,
    private readonly file: string,
    private readonly padding: Padding = new Map(),
  ) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  at(offset: number): readonly [line: number, column: number] {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = Math.min(offset, this.text.length) - (this.starts[low] ?? 0) + 1;
    return [low + 1, Math.max(1, column - (this.padding.get(low) ?? 0))];
  }

  place(offset: number): Place {
    const [line, column] = this.at(offset);
    return { file: this.file, line, column };
  }

  /** CloudFormation's refusal of text that is not JSON or YAML, with our reason as the hint. */
  malformed(kind: 'JSON' | 'YAML', offset: number, hint: string): TemplateError {
    const place = this.place(offset);
    const words = `Template format error: ${kind} not well-formed. (line ${place.line}, column ${place.column})`;
    return new TemplateError(words, { place, hint });
  }
}
