import { AwsError } from '../../cloud/service';

const error = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

export const validation = (message: string): AwsError => error('ValidationException', message);

export const invalidNextToken = (): AwsError => error('InvalidNextTokenException', 'Invalid next token');

const place = (resourceId: string, dimension: string): string =>
  `service namespace: dynamodb, resource ID: ${resourceId}, scalable dimension: ${dimension}`;

export const noTarget = (resourceId: string, dimension: string): AwsError =>
  error('ObjectNotFoundException', `No scalable target registered for ${place(resourceId, dimension)}`);

export const noPolicy = (name: string, resourceId: string, dimension: string): AwsError =>
  error(
    'ObjectNotFoundException',
    `No scaling policy found for ${place(resourceId, dimension)}, policy name: ${name}`,
  );

export const noScheduledAction = (name: string, resourceId: string, dimension: string): AwsError =>
  error(
    'ObjectNotFoundException',
    `No scheduled action found for ${place(resourceId, dimension)}, scheduled action name: ${name}`,
  );

export const resourceNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Resource not found: ${arn}`, {
    status: 400,
    fields: { ResourceName: arn },
  });
