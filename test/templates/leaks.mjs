// What a deployment has left in the world: rows of the services' state that were not there before.

/**
 * State that outlives resources on AWS too: history, metrics, sessions, names that are taken for a while, keys that AWS
 * makes for itself.
 */
const ours = [
  /^cloudformation\/.*\/(?!exports|modelled)/,
  /^cloudwatch\/.*\/(?!alarms$|dashboards$|tags$)/,
  /^cloudtrail\/.*\/(?!trails$)/,
  /^(xray|sts)\//,
  // What functions that ran have logged, and what they have done by themselves; the numbers of layers go on.
  /^logs\/.*\/(streams|events)$/,
  /^iam\/.*\/accounts$/,
  /^lambda\/.*\/layers$/,
  /^s3\/.*\/writes$/,
  /^sqs\/.*\/(deletions|activities)$/,
  // DynamoDB backs up a table that is deleted while it has point-in-time recovery.
  /^dynamodb\/.*\/(journals|counts|backups|capacityUses)$/,
];

/** The bucket that templates too large for a request are put into before they are deployed. */
const packages = 'stormproof-packages-';

const tablesOf = (cloud) => Object.entries(cloud.backend.save().tables);

/** The rows that there are. */
export function snapshot(cloud) {
  return new Set(tablesOf(cloud).flatMap(([table, rows]) => rows.map(([key]) => `${table} ${key}`)));
}

/** Logs of functions that ran, and the keys of services. */
function isMadeByAws(table, key, row) {
  if (table.startsWith('logs/')) return key.includes('/aws/');
  // Service-linked roles stay.
  if (table.startsWith('iam/')) return key.includes('awsservicerole');
  return table.startsWith('kms/') && /"?alias\/aws\/|"AWS"/.test(key + JSON.stringify(row));
}

/** The rows that are new, but for those of retained resources. */
export function leftBehind(cloud, before, retained) {
  const names = retained.flatMap((id) => [id, id.split(/[/:]/).at(-1) ?? id]);
  return tablesOf(cloud)
    .filter(([table]) => !ours.some((pattern) => pattern.test(table)))
    .flatMap(([table, rows]) =>
      rows
        .filter(([key]) => !before.has(`${table} ${key}`) && !key.includes(packages))
        .filter(
          ([key, row]) => !names.some((name) => key.includes(name) || JSON.stringify(row).includes(name)),
        )
        .filter(([key, row]) => !isMadeByAws(table, key, row))
        .map(([key]) => `${table} ${key.replaceAll('\u0000', ' ')}`),
    );
}
