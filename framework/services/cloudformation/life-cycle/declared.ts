import { graph, own, scalarText, type Template } from '../../../template';
import { validationError } from '../errors';
import type { Declared } from '../state';
import { declarationOf, typeOf } from './environment';

/** Types whose deletion can take a snapshot first (CloudFormation user guide, "DeletionPolicy attribute"). */
const snapshotTypes = [
  'AWS::DocDB::DBCluster',
  'AWS::EC2::Volume',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Neptune::DBCluster',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
];

/** What a template declares of each resource that its conditions leave in, in the template's order. */
export function declaredResources(
  template: Template,
  conditions: Record<string, boolean>,
): Record<string, Declared> {
  const declared: Record<string, Declared> = {};
  for (const [logicalId, needs] of Object.entries(graph(template, conditions)))
    declared[logicalId] = declare(template, logicalId, needs);
  return declared;
}

/** A resource's declaration; logical ids are the user's. */
export function declaredOf(
  declared: Readonly<Record<string, Declared>>,
  logicalId: string,
): Declared | undefined {
  return Object.hasOwn(declared, logicalId) ? declared[logicalId] : undefined;
}

function declare(template: Template, logicalId: string, needs: string[]): Declared {
  const declaration = declarationOf(template, logicalId);
  const type = typeOf(template, logicalId);
  const deletion = scalarText(own(declaration, 'DeletionPolicy')) ?? defaultPolicy(template, logicalId, type);
  const replace = scalarText(own(declaration, 'UpdateReplacePolicy')) ?? 'Delete';
  if ((deletion === 'Snapshot' || replace === 'Snapshot') && !snapshotTypes.includes(type)) {
    const which = deletion === 'Snapshot' ? 'deletion' : 'update replace';
    throw validationError(`Template error: resource type ${type} does not support ${which} policy Snapshot`);
  }
  const metadata = own(declaration, 'Metadata');
  return {
    type,
    needs,
    deletionPolicy:
      deletion === 'Retain' || deletion === 'RetainExceptOnCreate' || deletion === 'Snapshot'
        ? deletion
        : 'Delete',
    updateReplacePolicy: replace === 'Retain' || replace === 'Snapshot' ? replace : 'Delete',
    ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }),
  };
}

/** Databases are snapshotted unless the template says otherwise (aws-behaviour.md 8.5). */
function defaultPolicy(template: Template, logicalId: string, type: string): string {
  if (type === 'AWS::RDS::DBCluster') return 'Snapshot';
  const properties = own(declarationOf(template, logicalId), 'Properties');
  const isOfCluster =
    typeof properties === 'object' && properties !== null && Object.hasOwn(properties, 'DBClusterIdentifier');
  return type === 'AWS::RDS::DBInstance' && !isOfCluster ? 'Snapshot' : 'Delete';
}
