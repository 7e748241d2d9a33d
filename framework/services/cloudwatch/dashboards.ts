import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { formatArn, type Operations } from '../../cloud/service';
import { dashboardNotFound, invalidDashboard, invalidValue } from './errors';
import { page } from './pages';
import type { CloudWatchCall, State } from './state';

const pageSize = 1000;

export const dashboardArn = ({ partition, accountId }: CloudWatchCall, name: string): string =>
  formatArn({ partition, service: 'cloudwatch', region: '', accountId, resource: `dashboard/${name}` });

function checkBody(body: string): void {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null) return;
  const Message = 'The field DashboardBody must be a valid JSON object';
  throw invalidDashboard('The field DashboardBody must be a valid JSON object', [{ DataPath: '/', Message }]);
}

/** Dashboards are kept as they are; nobody looks at their widgets. */
export const dashboards: Operations<CloudWatch, State> = {
  putDashboard({ DashboardName, DashboardBody }, call) {
    if (!/^[\w-]{1,255}$/.test(DashboardName)) {
      throw invalidDashboard(
        `The value ${DashboardName} for field DashboardName contains invalid characters.`,
        [],
      );
    }
    checkBody(DashboardBody);
    const dashboard = { name: DashboardName, body: DashboardBody, modifiedAtMs: call.nowMs };
    call.state.dashboards.set(DashboardName, dashboard);
    return { DashboardValidationMessages: [] };
  },

  getDashboard({ DashboardName }, call) {
    const dashboard = call.state.dashboards.get(DashboardName);
    if (dashboard === undefined) throw dashboardNotFound(DashboardName);
    return { DashboardArn: dashboardArn(call, DashboardName), DashboardBody: dashboard.body, DashboardName };
  },

  listDashboards({ DashboardNamePrefix = '', NextToken }, call) {
    const found = [...call.state.dashboards.prefix(DashboardNamePrefix)].map(([, dashboard]) => dashboard);
    const { rows, token } = page(found, ({ name }) => name, NextToken, pageSize);
    return {
      DashboardEntries: rows.map(({ name, body, modifiedAtMs }) => ({
        DashboardName: name,
        DashboardArn: dashboardArn(call, name),
        LastModified: new Date(modifiedAtMs),
        Size: Buffer.byteLength(body),
      })),
      ...token,
    };
  },

  deleteDashboards({ DashboardNames }, call) {
    if (DashboardNames.length === 0) throw invalidValue('Need to specify at least 1 dashboard.');
    const missing = DashboardNames.find((name) => !call.state.dashboards.has(name));
    if (missing !== undefined) throw dashboardNotFound(missing);
    for (const name of DashboardNames) call.state.dashboards.delete(name);
    return {};
  },
};
