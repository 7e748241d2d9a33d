/**
 * Types of which `Fn::GetAtt` reads properties as well as attributes, and those of which it reads some; of all others
 * CloudFormation refuses it ("must be a readonly property in schema").
 */
const wholly: readonly string[] = [
  'AWS::Amplify::Branch',
  'AWS::Amplify::Domain',
  'AWS::AppSync::DomainName',
  'AWS::AppSync::FunctionConfiguration',
  'AWS::AppSync::Resolver',
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::Backup::BackupSelection',
  'AWS::Backup::BackupVault',
  'AWS::Backup::LogicallyAirGappedBackupVault',
  'AWS::CodeArtifact::Domain',
  'AWS::CodeArtifact::Repository',
  'AWS::EC2::CapacityReservation',
  'AWS::EC2::Instance',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::EFS::MountTarget',
  'AWS::EKS::Nodegroup',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::EventSchemas::Discoverer',
  'AWS::EventSchemas::Registry',
  'AWS::EventSchemas::Schema',
  'AWS::Events::EventBus',
  'AWS::Grafana::Workspace',
  'AWS::Neptune::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBParameterGroup',
  'AWS::RedshiftServerless::Workgroup',
  'AWS::Route53Resolver::ResolverRule',
  'AWS::Route53Resolver::ResolverRuleAssociation',
  'AWS::S3::AccessPoint',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
  'AWS::StepFunctions::Activity',
];

const partly: Readonly<Record<string, readonly string[]>> = {
  'AWS::AppMesh::Mesh': ['MeshName'],
  'AWS::AppMesh::VirtualNode': ['MeshName', 'MeshOwner', 'VirtualNodeName'],
  'AWS::AppMesh::VirtualRouter': ['MeshName', 'MeshOwner', 'VirtualRouterName'],
  'AWS::AppMesh::VirtualService': ['MeshName', 'MeshOwner', 'VirtualServiceName'],
  'AWS::AppSync::DataSource': ['Name'],
  'AWS::Cloud9::EnvironmentEC2': ['Name'],
  'AWS::CloudWatch::InsightRule': ['RuleName'],
  'AWS::DocDB::DBCluster': ['Port'],
  'AWS::Kinesis::StreamConsumer': ['ConsumerName', 'StreamARN'],
  'AWS::MediaConvert::JobTemplate': ['Name'],
  'AWS::MediaConvert::Preset': ['Name'],
  'AWS::MediaConvert::Queue': ['Name'],
  'AWS::Route53Resolver::ResolverEndpoint': ['Direction', 'Name'],
  'AWS::SageMaker::CodeRepository': ['CodeRepositoryName'],
  'AWS::SageMaker::Endpoint': ['EndpointName'],
  'AWS::SageMaker::EndpointConfig': ['EndpointConfigName'],
  'AWS::SageMaker::Model': ['ModelName'],
  'AWS::SageMaker::NotebookInstance': ['NotebookInstanceName'],
  'AWS::ServiceDiscovery::Service': ['Name'],
  'AWS::Transfer::User': ['ServerId', 'UserName'],
};

/** Whether `Fn::GetAtt` reads a property (`Outer.Inner` of an object) of a type. */
export function isReadable(type: string, attribute: string): boolean {
  const [property = ''] = attribute.split('.');
  return wholly.includes(type) || (Object.hasOwn(partly, type) && partly[type]?.includes(property) === true);
}
