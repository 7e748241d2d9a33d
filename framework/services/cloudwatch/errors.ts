import { AwsError } from '../../cloud/service';

const refused = (code: string, message: string, status = 400): AwsError =>
  new AwsError(code, message, { status });

export const validationError = (message: string): AwsError => refused('ValidationError', message);

export const invalidValue = (message: string): AwsError => refused('InvalidParameterValue', message);

export const invalidCombination = (message: string): AwsError =>
  refused('InvalidParameterCombination', message);

export const missingParameter = (name: string): AwsError =>
  refused('MissingParameter', `The parameter ${name} is required.`);

export const alarmNotFound = (name: string): AwsError =>
  refused('ResourceNotFound', `Alarm ${name} does not exist`, 404);

/** Of the operations on tags, which know the newer form of error. */
export const resourceNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `${arn} does not exist`, { status: 404 });

export const dashboardNotFound = (name: string): AwsError =>
  refused('ResourceNotFound', `Dashboard ${name} does not exist`, 404);

export const invalidDashboard = (message: string, problems: object[]): AwsError =>
  new AwsError('InvalidParameterInput', message, {
    status: 400,
    fields: { dashboardValidationMessages: problems },
  });
