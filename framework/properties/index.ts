export { boundedConcurrency, type BoundedConcurrencyOptions } from './bounded-concurrency';
export { deadLettered, type DeadLetteredOptions } from './dead-lettered';
export { exactlyOnce, type ExactlyOnceOptions } from './exactly-once';
export { noLoss } from './no-loss';
export { noneDenied } from './none-denied';
export { ordered, type OrderedOptions } from './ordered';
export { processedAll } from './processed-all';
export { sometimes } from './sometimes';
export { within } from './within';
