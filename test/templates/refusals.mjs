// What AWS itself refuses about a template when it is deployed, and where that is written: a template that fails so here
// fails so there, which is no shortcoming of the emulation.

const blockedAcls = 'S3 User Guide, "Controlling ownership of objects": ACLs are disabled on new buckets';
const policyGrammar = 'IAM User Guide, "Grammar of the IAM JSON policy language" and "Policy elements"';
const trustPolicy =
  'IAM User Guide, "Creating IAM policies": trust policies have no Resource, others no Principal';
const runtimes =
  'Lambda Developer Guide, "Lambda runtimes": functions of blocked runtimes can not be created';
const schemas = 'CloudFormation checks properties against the schema that the type is published with';

const refusals = [
  [/Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting/, blockedAcls],
  [
    /because public policies are prevented by the BlockPublicPolicy setting/,
    'S3 User Guide, "Blocking public access"',
  ],
  [
    /Unknown field \w+ \(Service: Iam|Syntax errors in policy|The policy failed legacy parsing/,
    policyGrammar,
  ],
  [
    /Could not parse the policy|Partition ".*" is not valid for resource|must be in ARN format/,
    policyGrammar,
  ],
  [/Allow with NotPrincipal is not allowed|Invalid principal in policy/, policyGrammar],
  [/Has prohibited field \w+|Policy document should not specify a principal/, trustPolicy],
  [/Invalid value for the parameter Policy\. \(Service: Sqs/, policyGrammar],
  [
    /The new key policy will not allow you to update the key policy in the future/,
    'KMS Developer Guide, "Key policies"',
  ],
  [/The runtime parameter of \S+ is no longer supported/, runtimes],
  [/must be a readonly property in schema for/, schemas],
  [
    /^WaitCondition timed out|^Failed to receive \d+ resource signal/,
    'nothing that the template makes would signal',
  ],
  [/At least one of \[Groups,Roles,Users\] must be non-empty/, schemas],
  [
    /Some AttributeDefinitions are not used/,
    'DynamoDB Developer Guide, "CreateTable": only key attributes are defined',
  ],
  [/Dead-letter target owner should be same as the source/, 'SQS Developer Guide, "Dead-letter queues"'],
];

/** Where it is written that AWS refuses a template so; undefined where the reason may be ours. */
export function refusedByAws(reason) {
  return refusals.find(([pattern]) => pattern.test(reason))?.[1];
}
