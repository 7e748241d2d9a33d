import { resourceTags, tagChanges } from '../../framework/cloud/resource-tags';

const list = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

test("a resource's own tags win over the stack's", () => {
  const { list: tags } = resourceTags({
    tags: { team: 'stack', cost: '1' },
    properties: { Tags: list({ team: 'own' }) },
  });
  expect(tags).toEqual(list({ team: 'own', cost: '1' }));
});

test('tags are a list or a map by name, of texts, numbers and flags', () => {
  const properties = { Tags: { number: 1, flag: true, __proto__: 'not a tag' } };
  expect(resourceTags({ tags: {}, properties }).byName).toEqual({ number: '1', flag: 'true' });
  const hostile = resourceTags({ tags: {}, properties: { Tags: list(JSON.parse('{"__proto__":"a"}')) } });
  expect(Object.entries(hostile.byName)).toEqual([['__proto__', 'a']]);
});

test('an update puts what is new or different and takes away what is gone, of the stack’s tags too', () => {
  const changes = tagChanges({
    previousTags: { stage: 'dev', old: 'x' },
    tags: { stage: 'prod' },
    previous: { Tags: list({ team: 'a', same: '1' }) },
    properties: { Tags: list({ same: '1', new: '2' }) },
  });
  expect(changes.byName).toEqual({ stage: 'prod', new: '2' });
  expect(changes.gone).toEqual(['old', 'team']);
});
