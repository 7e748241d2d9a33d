import { StormError } from '../kernel';
import type { Failure } from './judge';
import type { Played } from './played';

export interface Pointers {
  /** The command that replays the failure. */
  replay?: string;
  /** Set when a second run in fresh environments did something else. */
  notReplayable?: string;
}

const labelWidth = 11;
const asAbove = { label: 'history', text: 'as above' };

/** What a failing run says: code, what failed with numbers, evidence in order, fix with a place, replay. */
export function failureMessage(played: Played, pointers: Pointers = {}): string {
  const told = new Set<string>();
  const blocks = played.failures.map((failure) => block(played.title, failure, told));
  const lines: string[] = [];
  if (pointers.notReplayable !== undefined)
    lines.push(...labelled('warning', `STORM_NOT_REPLAYABLE  ${pointers.notReplayable}`));
  if (pointers.replay !== undefined) lines.push(...labelled('replay', pointers.replay));
  return [...blocks, ...(lines.length === 0 ? [] : [lines.join('\n')])]
    .join('\n\n')
    .replace(/\n\n( {2}(?:replay|warning))/, '\n$1');
}

/** `told` holds the histories that stand above already. */
function block(title: string, failure: Failure, told: Set<string>): string {
  switch (failure.kind) {
    case 'property': {
      const { what, lines, fix } = failure.verdict;
      const head = `STORM_PROPERTY_FAILED  "${title}": ${failure.property} does not hold, ${what}.`;
      const body: string[] = [];
      let last = '';
      const story = JSON.stringify(lines.filter(({ label }) => label === 'history'));
      const isTold = told.has(story);
      if (lines.some(({ label }) => label === 'history')) told.add(story);
      for (const { label, text } of isTold
        ? [...lines.filter((line) => line.label !== 'history'), asAbove]
        : lines) {
        body.push(...labelled(label === last ? '' : label, text));
        last = label;
      }
      body.push(...labelled('fix', `${fix.text}${fix.place === undefined ? '' : `      ${fix.place}`}`));
      return `${head}\n\n${body.join('\n')}`;
    }
    case 'vacuous':
      return (
        `STORM_FAULT_NEVER_FIRED  "${title}": ${failure.title} took no effect, so what held proves nothing about it.\n\n` +
        labelled(
          'fix',
          `check the selection of ${failure.fault}, and that the storm makes such requests or deliveries`,
        ).join('\n')
      );
    case 'not emulated':
      return `STORM_SCENARIO_FAILED  "${title}": ${failure.what}`;
    case 'error':
      return `STORM_SCENARIO_FAILED  "${title}": its ${failure.part} failed.\n\n${labelled('error', errorText(failure.error)).join('\n')}`;
  }
}

function errorText(error: unknown): string {
  if (error instanceof StormError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const frame = (error.stack ?? '')
    .split('\n')
    .find((line) => /\.(scenario|test)\.|system\.ts|scenarios\//.test(line));
  return `${error.name}: ${error.message}${frame === undefined ? '' : `\n${frame.trim()}`}`;
}

function labelled(label: string, text: string): string[] {
  const [first = '', ...rest] = text.split('\n');
  return [
    `  ${label.padEnd(labelWidth)}${first}`,
    ...rest.map((line) => `  ${''.padEnd(labelWidth)}${line}`),
  ].map((line) => line.trimEnd());
}
