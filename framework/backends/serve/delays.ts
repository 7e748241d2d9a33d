/** How long AWS takes for its own work: as on AWS, or no time. What a caller asked for always takes its time. */
export const delays = ['none', 'aws'] as const;
export type Delays = (typeof delays)[number];

/**
 * Steps whose time is up to AWS and not to the caller, each with the longest such time in ms; what takes longer
 * under the same name is a retry with a back-off of its own.
 */
const ownWork: Readonly<Record<string, number>> = {
  'cloudformation.workOnResource': 60_000,
  'cloudformation.completeResource': 60_000,
  'dynamodb.backupCreated': 10_000,
  'dynamodb.indexesUpdated': 60_000,
  'dynamodb.tableCreated': 10_000,
  'dynamodb.tableDeleted': 10_000,
  'dynamodb.tableRestored': 600_000,
  'dynamodb.tableUpdated': 10_000,
  'dynamodb.timeToLiveSettled': 3_600_000,
  'events.deliver': 900,
  'lambda.completeChange': 60_000,
  'lambda.completeMapping': 60_000,
  'lambda.provision': 600_000,
  'lambda.deliver': 900,
  's3.notification': 5_000,
  'sns.deliver': 900,
};

/** Looks at something under way, and comes back for as long as it is; not quite without a pause. */
const looks: Readonly<Record<string, number>> = { 'cloudformation.checkResource': 5 };

/** What a step's delay becomes where AWS's own work is to take no time. */
export function withoutOwnDelay(step: string, afterMs: number): number {
  const lookMs = Object.hasOwn(looks, step) ? looks[step] : undefined;
  if (lookMs !== undefined) return Math.min(afterMs, lookMs);
  const longestMs = Object.hasOwn(ownWork, step) ? (ownWork[step] ?? 0) : -1;
  return afterMs <= longestMs ? 0 : afterMs;
}
