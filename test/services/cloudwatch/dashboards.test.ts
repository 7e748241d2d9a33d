import { testCloud } from '../../test-cloud';
import { refusal } from '../sns/topic';

test('a dashboard is kept as it was put', () => {
  const cloudwatch = testCloud().ask('cloudwatch');
  const DashboardBody = '{"widgets":[]}';
  cloudwatch.putDashboard({ DashboardName: 'shop', DashboardBody });
  expect(cloudwatch.getDashboard({ DashboardName: 'shop' })).toEqual({
    DashboardArn: 'arn:aws:cloudwatch::000000000000:dashboard/shop',
    DashboardBody,
    DashboardName: 'shop',
  });
  expect(refusal(() => cloudwatch.putDashboard({ DashboardName: 'shop', DashboardBody: 'no JSON' }))).toBe(
    'InvalidParameterInput: The field DashboardBody must be a valid JSON object',
  );
  cloudwatch.deleteDashboards({ DashboardNames: ['shop'] });
  expect(refusal(() => cloudwatch.getDashboard({ DashboardName: 'shop' }))).toBe(
    'ResourceNotFound: Dashboard shop does not exist',
  );
});
