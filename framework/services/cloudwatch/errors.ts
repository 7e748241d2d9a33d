import { AwsError } from '../../cloud/service';

const refused = (code: string, message: string, status = 400): AwsError =>
  new AwsError(code, message, { status });

export const validationError = (message: string): AwsError => refused('ValidationError', message);

export const invalidValue = (message: string): AwsError => refused('InvalidParameterValue', message);

export const invalidCombination = (message: string): AwsError =>
  refused('InvalidParameterCombination', message);

export const missingParameter = (name: string): AwsError =>
  refused('MissingParameter', `The parameter ${name} is required.`);

export const invalidNextToken = (): AwsError => invalidValue('Request parameter NextToken is invalid');

export const invalidHistoryToken = (): AwsError =>
  refused('InvalidNextToken', 'The next token specified is invalid.');

export const streamNotFound = (name: string): AwsError =>
  new AwsError('ResourceNotFoundException', `MetricStream ${name} does not exist`, { status: 404 });

export const detectorNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The anomaly detector does not exist', { status: 404 });

/** The text ends with a new line, as it does on AWS. */
export const noMetricStat = (number: number): AwsError =>
  refused('ValidationError', `The parameter MetricDataQueries.member.${number}.MetricStat is required.\n`);

/** Of a state that is to be set: AWS says nothing more. */
export const alarmToSetNotFound = (): AwsError => refused('ResourceNotFound', '', 404);

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
