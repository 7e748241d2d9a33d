import { refusal, testTable } from './table';

test('tags are added, overwritten and taken away', () => {
  const { db } = testTable({ Tags: [{ Key: 'team', Value: 'a' }] });
  const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
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
