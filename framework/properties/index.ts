export { deadLettered, type DeadLetteredOptions } from './dead-lettered';
export { exactlyOnce, type ExactlyOnceOptions } from './exactly-once';
export { noLoss } from './no-loss';
export { noneDenied } from './none-denied';
export { processedAll } from './processed-all';
export { sometimes } from './sometimes';
