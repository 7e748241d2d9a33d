// Hosts that carry the bucket's name in front: S3's own, and the local ones that resolve to the loopback interface.
const VIRTUAL_HOSTS = [
  /^(.+)\.s3(?:[.-](?:dualstack\.|fips\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/,
  /^(.+)\.s3(?:-website)?(?:[.-][a-z0-9-]+)?\.localhost(?:\.localstack\.cloud)?$/,
  /^(.+)\.localhost$/,
];
const PATH_HOSTS =
  /^s3(?:[.-](?:dualstack\.|fips\.)?[a-z0-9-]+)?\.(?:amazonaws\.com(?:\.cn)?|localhost(?:\.localstack\.cloud)?)$/;

/** The path in path style, whichever way the request names its bucket: `/bucket/key`, or `bucket.s3.…` and `/key`. */
export function pathStyle(host: string, path: string): string {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (PATH_HOSTS.test(name)) return path;
  for (const pattern of VIRTUAL_HOSTS) {
    const bucket = pattern.exec(name)?.[1];
    if (bucket !== undefined) return `/${bucket}${path.startsWith('/') ? path : `/${path}`}`;
  }
  return path;
}
