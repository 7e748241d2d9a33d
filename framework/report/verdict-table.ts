/** What came of a scenario, over all of its runs. */
export interface ScenarioVerdicts {
  findings: readonly string[];
  title: string;
  runs: number;
  /** How often faults took effect, by their kind. */
  fired: ReadonlyMap<string, number>;
  /** Each property and what was found of it: 'holds', 'fails'. */
  verdicts: readonly { property: string; verdict: string }[];
}

const heads = ['finding', 'scenario', 'faults fired', 'property', 'verdict'];
/** The most that a column takes; what is longer goes on in the next line. */
const widths = [26, 44, 26, 20, 40];

/** A table of findings, scenarios, faults that fired, properties and verdicts. */
export function verdictTable(scenarios: readonly ScenarioVerdicts[]): string {
  const rows = scenarios.flatMap(rowsOf);
  const used = widths.map((width, column) =>
    Math.min(width, Math.max(heads[column]?.length ?? 0, ...rows.map((row) => row[column]?.length ?? 0))),
  );
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, column) => cell.padEnd(used[column] ?? 0)).join('  ')}`.trimEnd();
  const rule = `  ${used.map((width) => '─'.repeat(width)).join('  ')}`;
  return `${[line(heads), rule, ...rows.map(line)].join('\n')}\n`;
}

function rowsOf({ findings, title, runs, fired, verdicts }: ScenarioVerdicts): string[][] {
  const told = [...fired].map(([kind, count]) => `${kind} ${count}`).join(', ') || 'none';
  const columns = [
    wrapped(findings.join(', '), widths[0]),
    wrapped(runs === 1 ? title : `${title} (${runs} runs)`, widths[1]),
    wrapped(told, widths[2]),
    verdicts.flatMap(({ property, verdict }) => padded([property], wrapped(verdict, widths[4]).length)),
    verdicts.flatMap(({ verdict }) => wrapped(verdict, widths[4])),
  ];
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) => columns.map((lines) => lines[row] ?? ''));
}

function padded(lines: readonly string[], height: number): string[] {
  return Array.from({ length: Math.max(height, lines.length) }, (_, row) => lines[row] ?? '');
}

/** Divides a text between words. */
function wrapped(text: string, width = 40): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    const joined = last === '' ? word : `${last} ${word}`;
    if (joined.length <= width || last === '') lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}
