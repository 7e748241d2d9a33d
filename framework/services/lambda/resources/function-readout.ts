import { AwsError, readTags, type ResourceReadout, type ResourceRequest } from '../../../cloud/service';

/** A function as it is now; its code is not read, as on AWS. */
export function readFunction(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: FunctionName = '' } = request;
  try {
    const {
      Configuration = {},
      Tags = {},
      Concurrency,
    } = request.aws('lambda').getFunction({ FunctionName });
    const { Environment, FunctionArn, DeadLetterConfig, TracingConfig } = Configuration;
    return {
      properties: {
        FunctionName,
        Description: Configuration.Description === '' ? undefined : Configuration.Description,
        Handler: Configuration.Handler,
        Runtime: Configuration.Runtime,
        Role: Configuration.Role,
        Timeout: Configuration.Timeout,
        MemorySize: Configuration.MemorySize,
        Architectures: Configuration.Architectures,
        KmsKeyArn: Configuration.KMSKeyArn,
        Environment: Environment?.Variables === undefined ? undefined : { Variables: Environment.Variables },
        DeadLetterConfig:
          DeadLetterConfig?.TargetArn === undefined ? undefined : { TargetArn: DeadLetterConfig.TargetArn },
        TracingConfig: TracingConfig?.Mode === undefined ? undefined : { Mode: TracingConfig.Mode },
        ReservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions,
        Tags: readTags(request, Tags),
      },
      attributes: { Arn: FunctionArn },
    };
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
