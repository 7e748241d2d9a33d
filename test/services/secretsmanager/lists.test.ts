import { testCloud } from '../../test-cloud';

type Listing = { Key: 'all' | 'description' | 'name'; Values: string[] }[];

function listed(made: Record<string, string>) {
  const secrets = testCloud().ask('secretsmanager');
  for (const [Name, Description] of Object.entries(made)) {
    secrets.createSecret(Description === '' ? { Name } : { Name, Description });
  }
  const names = (Filters: Listing) => secrets.listSecrets({ Filters }).SecretList?.map(({ Name }) => Name);
  return { secrets, names };
}

test('secrets are listed in the order in which they were made', () => {
  const { secrets, names } = listed({ zebra: '', ape: '', mouse: '' });
  expect(names([])).toEqual(['zebra', 'ape', 'mouse']);
  const by = (SortBy: 'name' | 'last-changed-date', SortOrder: 'asc' | 'desc') =>
    secrets.listSecrets({ SortBy, SortOrder }).SecretList?.map(({ Name }) => Name);
  expect(by('name', 'asc')).toEqual(['ape', 'mouse', 'zebra']);
  expect(by('name', 'desc')).toEqual(['zebra', 'mouse', 'ape']);
});

test('all words of a value are looked for in a description, each by its beginning', () => {
  const { names } = listed({ foo: 'one two', bar: 'one and two', baz: 'one', qux: 'two' });
  expect(names([{ Key: 'description', Values: ['one two'] }])).toEqual(['foo', 'bar']);
  expect(names([{ Key: 'description', Values: ['O t'] }])).toEqual(['foo', 'bar']);
  expect(names([{ Key: 'description', Values: ['!o'] }])).toEqual(['qux']);
});

test('the filter all finds words within names', () => {
  const { names } = listed({
    'prod/AppBeta/x1': '',
    'prod+AppBeta': '',
    SecretOne: 'DescTwo',
    'uat/COMPANYthings': '',
  });
  expect(names([{ Key: 'all', Values: ['Beta'] }])).toEqual(['prod/AppBeta/x1', 'prod+AppBeta']);
  expect(names([{ Key: 'all', Values: ['AppBeta'] }])).toEqual(['prod/AppBeta/x1', 'prod+AppBeta']);
  expect(names([{ Key: 'all', Values: ['+'] }])).toEqual([]);
  expect(names([{ Key: 'all', Values: ['d t'] }])).toEqual(['SecretOne']);
  expect(names([{ Key: 'all', Values: ['ret'] }])).toEqual([]);
  expect(names([{ Key: 'all', Values: ['Ythings'] }])).toEqual(['uat/COMPANYthings']);
  expect(names([{ Key: 'all', Values: ['things'] }])).toEqual([]);
  expect(names([{ Key: 'name', Values: ['AppBeta'] }])).toEqual([]);
});

test('tags are shown, also none, once there were some', () => {
  const { secrets } = listed({ bare: '' });
  secrets.tagResource({ SecretId: 'bare', Tags: [{ Key: 'a', Value: '1' }] });
  secrets.untagResource({ SecretId: 'bare', TagKeys: ['a'] });
  expect(secrets.describeSecret({ SecretId: 'bare' }).Tags).toEqual([]);
});

test('a secret without tags or value shows neither', () => {
  const { secrets } = listed({ bare: '' });
  expect(Object.keys(secrets.describeSecret({ SecretId: 'bare' })).sort()).toEqual([
    'ARN',
    'CreatedDate',
    'LastChangedDate',
    'Name',
  ]);
});
