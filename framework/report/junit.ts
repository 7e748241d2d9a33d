export interface JunitCase {
  title: string;
  seed: string;
  seconds: number;
  failure?: string;
  /** Why it was not played. */
  skipped?: string;
  /** What else is to be known of it: properties that were not judged, and why. */
  notes?: readonly string[];
}

/** The results as JUnit XML, one test case for each run. */
export function junitXml(cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  const skips = cases.filter(({ skipped }) => skipped !== undefined).length;
  const lines = cases.map(({ title, seed, seconds, failure, skipped, notes = [] }) => {
    const head = `    <testcase classname="stormproof" name="${escaped(title)}" time="${seconds.toFixed(3)}">`;
    const property = `<properties><property name="seed" value="${escaped(seed)}"/></properties>`;
    const body =
      failure === undefined
        ? skipped === undefined
          ? ''
          : `<skipped message="${escaped(skipped)}"/>`
        : `<failure message="${escaped(failure.split('\n')[0] ?? '')}">${escaped(failure)}</failure>`;
    const told = notes.length === 0 ? '' : `<system-out>${escaped(notes.join('\n'))}</system-out>`;
    return `${head}${property}${body}${told}</testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}"${skips === 0 ? '' : ` skipped="${skips}"`} time="${seconds.toFixed(3)}">`,
    `  <testsuite name="stormproof" tests="${cases.length}" failures="${failures}"${skips === 0 ? '' : ` skipped="${skips}"`} time="${seconds.toFixed(3)}">`,
    ...lines,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  // Characters that XML can't hold at all are left out.
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[<>&"]/g, (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[c] ?? c);
}
