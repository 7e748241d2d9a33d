import type { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { Operations } from '../../../cloud/service';
import { insightsNotEnabled, invalidSelectors } from '../errors';
import type { State, Trail } from '../state';
import { trailAt, trailAtHome, trailKey } from './find';
import {
  advancedOutput,
  everyManagementEvent,
  readAdvanced,
  readSelectors,
  selectorOutput,
} from './selectors';

const output = ({ arn, selectors, advanced }: Trail) => ({
  TrailARN: arn,
  ...(advanced.length > 0
    ? { AdvancedEventSelectors: advanced.map(advancedOutput) }
    : { EventSelectors: selectors.map(selectorOutput) }),
});

export const trailSelectors: Operations<CloudTrail, State> = {
  putEventSelectors({ TrailName, EventSelectors, AdvancedEventSelectors }, call) {
    if ((EventSelectors === undefined) === (AdvancedEventSelectors === undefined)) {
      throw invalidSelectors('Specify either event selectors or advanced event selectors.');
    }
    const changed = {
      ...trailAtHome(call, TrailName),
      selectors: EventSelectors === undefined ? [everyManagementEvent] : readSelectors(EventSelectors),
      advanced: readAdvanced(call, AdvancedEventSelectors ?? []),
      isCustom: true,
    };
    call.state.trails.set(trailKey(changed), changed);
    return output(changed);
  },

  /** Insights are learnt from a baseline of days; none are found here. */
  putInsightSelectors({ TrailName, EventDataStore, InsightSelectors }, call) {
    if (TrailName === undefined || EventDataStore !== undefined) {
      return call.notEmulated('cloudtrail:PutInsightSelectors of an event data store');
    }
    call.modelledOnly('cloudtrail: insights (none are found)');
    const insights = InsightSelectors.flatMap(({ InsightType }) => InsightType ?? []);
    const trail = { ...trailAtHome(call, TrailName), insights };
    call.state.trails.set(trailKey(trail), trail);
    return { TrailARN: trail.arn, InsightSelectors };
  },

  getInsightSelectors({ TrailName, EventDataStore }, call) {
    if (TrailName === undefined || EventDataStore !== undefined) {
      return call.notEmulated('cloudtrail:GetInsightSelectors of an event data store');
    }
    const { arn, insights = [] } = trailAt(call, TrailName);
    if (insights.length === 0) throw insightsNotEnabled(arn);
    const kinds = ['ApiCallRateInsight', 'ApiErrorRateInsight'] as const;
    return {
      TrailARN: arn,
      InsightSelectors: kinds
        .filter((kind) => insights.includes(kind))
        .map((InsightType) => ({ InsightType })),
    };
  },

  getEventSelectors: ({ TrailName }, call) => output(trailAt(call, TrailName)),
};
