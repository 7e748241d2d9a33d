/** What no two clouds, and no two runs, have alike, each by a name of its kind. */
const masks: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, '<time>'],
  [/https?:\/\/[^/\s"]+/g, '<url>'],
  [/stormproof-run-[A-Za-z0-9-]+/gi, '<stack>'],
  [/arn:aws[a-z-]*:([a-z0-9-]+):[a-z0-9-]*:\d*:[^\s"\\]+/g, '<arn of $1>'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<uuid>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:?00)?/g, '<time>'],
  [/\b[0-9a-f]{64}\b/g, '<canonical id>'],
  [/\b\d{12,20}\b/g, '<number>'],
  [/[0-9A-F]{16,}/g, '<id>'],
];

/** Members whose values are each cloud's own: the SDK's notes of the exchange, and names that are drawn. */
const own = new Set([
  '$metadata',
  'MessageId',
  'ReceiptHandle',
  'SequenceNumber',
  'VersionId',
  'RequestId',
  'x-amz-request-id',
  'x-amz-id-2',
  'sequencer',
  'versionId',
  'configurationId',
  'principalId',
  'HostId',
  'sourceIPAddress',
]);

/** The answer as paths and texts, without what no two runs have alike; lists are told by their first member. */
export function normalised(value: unknown): Map<string, string> {
  const paths = new Map<string, string>();
  add(paths, '', value);
  return paths;
}

function add(paths: Map<string, string>, path: string, value: unknown): void {
  if (value === undefined) return;
  const text = parsedJson(value);
  if (text !== undefined) return add(paths, `${path} as JSON`, text);
  if (typeof value === 'string') return void paths.set(path, masked(value));
  if (value instanceof Date) return void paths.set(path, '<time>');
  if (typeof value !== 'object' || value === null) return void paths.set(path, JSON.stringify(value));
  if (value instanceof Uint8Array || 'transformToString' in value) return void paths.set(path, '<bytes>');
  if (Array.isArray(value)) {
    paths.set(`${path}[]`, String(value.length));
    if (value.length > 0) add(paths, `${path}[0]`, value[0]);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const below = path === '' ? name : `${path}.${name}`;
    if (name === '$metadata') continue;
    if (own.has(name)) paths.set(below, '<own>');
    else add(paths, below, member);
  }
}

/** Texts that hold JSON are compared member by member: S3's events, policies. */
function parsedJson(value: unknown): object | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function masked(text: string): string {
  return masks.reduce((masked, [pattern, name]) => masked.replace(pattern, name), text);
}
