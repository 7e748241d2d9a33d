import { deadLetterArrivals } from './dead-letters';
import { judgeLoss } from './processed-all';
import type { Property } from './property';

/** Every submitted piece of work has an outcome or lies in a declared dead-letter place. */
export function noLoss(): Property {
  return {
    name: 'noLoss',
    needs: ['trace'],
    judge(evidence) {
      const letters = deadLetterArrivals(evidence).flatMap(({ workId }) =>
        workId === undefined ? [] : [workId],
      );
      return judgeLoss(evidence, new Set(letters), 'neither an outcome nor a dead letter');
    },
  };
}
