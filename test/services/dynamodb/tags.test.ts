import { refusal, testTable } from './table';

const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';

test('tags are added, overwritten and taken away', () => {
  const { db } = testTable({ Tags: [{ Key: 'team', Value: 'a' }] });
  db.tagResource({
    ResourceArn,
    Tags: [
      { Key: 'team', Value: 'b' },
      { Key: 'cost', Value: '1' },
    ],
  });
  db.untagResource({ ResourceArn, TagKeys: ['cost', 'none'] });
  expect(db.listTagsOfResource({ ResourceArn })).toEqual({ Tags: [{ Key: 'team', Value: 'b' }] });
  const other = ResourceArn.replace('things', 'others');
  expect(refusal(() => db.listTagsOfResource({ ResourceArn: other }))).toBe(
    `ResourceNotFoundException: Requested resource not found: ResourcArn: ${other} not found`,
  );
});

test.each([
  ['Atleast one Tag needs to be provided as Input.', []],
  ['The Tag Key provided is invalid, Key: a#', [{ Key: 'a#', Value: '' }]],
  ['Tag Key cannot be prefixed with aws:, Key: aws:mine', [{ Key: 'aws:mine', Value: '' }]],
  [
    'Duplicate Tag Keys provided as input: Duplicate Tag Key found a',
    [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ],
  ],
  [
    'Number of Tags exceed the current limit for the provided ResourceArn',
    Array.from({ length: 50 }, (_, at) => ({ Key: `k${at}`, Value: '' })),
  ],
])('TagResource is refused: %s', (message, Tags) => {
  const { db } = testTable({ Tags: [{ Key: 'a', Value: '0' }] });
  expect(refusal(() => db.tagResource({ ResourceArn, Tags }))).toBe(`ValidationException: ${message}`);
  expect(db.listTagsOfResource({ ResourceArn }).Tags).toEqual([{ Key: 'a', Value: '0' }]);
});

test('UntagResource wants keys', () => {
  const { db } = testTable();
  expect(refusal(() => db.untagResource({ ResourceArn, TagKeys: [] }))).toBe(
    'ValidationException: Atleast one Tag Key needs to be provided as Input.',
  );
});
