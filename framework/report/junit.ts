export interface JunitCase {
  title: string;
  seed: string;
  seconds: number;
  failure?: string;
}

/** The results as JUnit XML, one test case for each run. */
export function junitXml(cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  const lines = cases.map(({ title, seed, seconds, failure }) => {
    const head = `    <testcase classname="stormproof" name="${escaped(title)}" time="${seconds.toFixed(3)}">`;
    const property = `<properties><property name="seed" value="${escaped(seed)}"/></properties>`;
    const body =
      failure === undefined
        ? ''
        : `<failure message="${escaped(failure.split('\n')[0] ?? '')}">${escaped(failure)}</failure>`;
    return `${head}${property}${body}</testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}" time="${seconds.toFixed(3)}">`,
    `  <testsuite name="stormproof" tests="${cases.length}" failures="${failures}" time="${seconds.toFixed(3)}">`,
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
