import type { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { Operations } from '../../../cloud/service';
import { invalidSelectors } from '../errors';
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

  getEventSelectors: ({ TrailName }, call) => output(trailAt(call, TrailName)),
};
