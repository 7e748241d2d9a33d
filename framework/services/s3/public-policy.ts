import type { PolicyDocument } from '../../cloud/service';

type Statement = PolicyDocument['Statement'][number];

/**
 * Condition keys that, held to fixed values, keep a statement from being public (S3 user guide, "The meaning
 * of public").
 */
const fixingKeys = [
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:resourceorgid',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceip',
  'aws:userid',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
];
const fixingOperator =
  /^(ForAnyValue:|ForAllValues:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|IpAddress)$/i;

/** Whether a policy lets in more than fixed principals, so that Block Public Access is concerned. */
export const isPublicPolicy = (document: PolicyDocument): boolean =>
  document.Statement.some(
    (statement) => statement.Effect === 'Allow' && isOpen(statement) && !isFixed(statement),
  );

function isOpen({ Principal: principal, NotPrincipal: spared }: Statement): boolean {
  if (spared !== undefined) return true;
  if (principal === undefined) return false;
  return principal === '*' || principal.AWS?.includes('*') === true;
}

function isFixed({ Condition: condition }: Statement): boolean {
  for (const [operator, keys] of Object.entries(condition ?? {})) {
    if (!fixingOperator.test(operator)) continue;
    for (const [key, values] of Object.entries(keys)) {
      if (
        fixingKeys.includes(key.toLowerCase()) &&
        values.length > 0 &&
        values.every((value) => isFixedValue(key, value))
      ) {
        return true;
      }
    }
  }
  return false;
}

/** Wildcards and variables fix nothing; of addresses, a range as wide as half the internet does not either. */
function isFixedValue(key: string, value: string): boolean {
  if (key.toLowerCase() === 'aws:sourceip') return Number(/\/(\d+)$/.exec(value)?.[1] ?? 32) >= 8;
  if (/\$\{/.test(value)) return false;
  // In an ARN the parts that name account and resource owner must be fixed; a wildcard behind them is harmless.
  return (
    !value.startsWith('*') &&
    (!/[*?]/.test(value) || /^arn:[^*?]+:\d{12}:/.test(value) || /^arn:aws[^:]*:s3:::[^*?]+/.test(value))
  );
}
