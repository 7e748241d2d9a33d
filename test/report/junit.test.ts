import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { junitXml, type JunitCase } from '../../framework/report/junit';

const green: JunitCase = { title: 'no order is lost', seed: '1', seconds: 0.25 };
const red: JunitCase = {
  title: 'poison',
  seed: 'abc',
  seconds: 1.5,
  failure: 'STORM_PROPERTY_FAILED  it failed\n\n  lost  a',
};

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  trimValues: false,
});

function parsed(cases: JunitCase[]): { testsuites: { testsuite: { testcase: Record<string, unknown> } } } {
  const xml = junitXml(cases);
  expect(XMLValidator.validate(xml)).toBe(true);
  return parser.parse(xml);
}

test('the report of two runs', () => {
  expect(junitXml([green, red])).toMatchInlineSnapshot(`
   "<?xml version="1.0" encoding="UTF-8"?>
   <testsuites tests="2" failures="1" time="1.750">
     <testsuite name="stormproof" tests="2" failures="1" time="1.750">
       <testcase classname="stormproof" name="no order is lost" time="0.250"><properties><property name="seed" value="1"/></properties></testcase>
       <testcase classname="stormproof" name="poison" time="1.500"><properties><property name="seed" value="abc"/></properties><failure message="STORM_PROPERTY_FAILED  it failed">STORM_PROPERTY_FAILED  it failed

     lost  a</failure></testcase>
     </testsuite>
   </testsuites>
   "
  `);
});

test('no runs are a report too', () => {
  expect(junitXml([])).toMatchInlineSnapshot(`
   "<?xml version="1.0" encoding="UTF-8"?>
   <testsuites tests="0" failures="0" time="0.000">
     <testsuite name="stormproof" tests="0" failures="0" time="0.000">
     </testsuite>
   </testsuites>
   "
  `);
});

test('what has a meaning in XML is read as it was written', () => {
  const text = `<a href="x">&amp;'</a> ]]> <!-- é ☃ 𝄞`;
  const { testcase } = parsed([{ title: text, seed: text, seconds: 0, failure: text }]).testsuites.testsuite;
  expect(testcase).toMatchObject({
    name: text,
    properties: { property: { name: 'seed', value: text } },
    failure: { message: text, '#text': text },
  });
});

test('characters that XML cannot hold are left out, and the others around them stay', () => {
  const text = 'a\u0000b\u001b[31mc\u000bd\ufffee\ud800f\udc00g\u0085h';
  const { testcase } = parsed([{ ...green, failure: text }]).testsuites.testsuite;
  expect(testcase).toMatchObject({ failure: { '#text': 'ab[31mcdefg\u0085h' } });
});

test('the message of a failure is its first line, and its text keeps line ends and tabs', () => {
  const { testcase } = parsed([{ ...green, failure: 'first\n\tsecond\nthird' }]).testsuites.testsuite;
  expect(testcase).toMatchObject({ failure: { message: 'first', '#text': 'first\n\tsecond\nthird' } });
});

test('counts and times are those of all runs', () => {
  const expected = { tests: '3', failures: '2', time: '3.250' };
  expect(parsed([green, red, red]).testsuites).toMatchObject({
    ...expected,
    testsuite: { ...expected, name: 'stormproof' },
  });
});

test('a failure without a text is a failure', () => {
  expect(parsed([{ ...green, failure: '' }]).testsuites).toMatchObject({
    failures: '1',
    testsuite: { testcase: { failure: { message: '' } } },
  });
});
