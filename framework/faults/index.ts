export { crash, type CrashOptions } from './crash';
export { delay, type DelayOptions } from './delay';
export { duplicate, type DuplicateOptions } from './duplicate';
export { error, type ErrorOptions } from './error';
export type { Deliveries, Dose, Fault, Requests } from './fault';
export { arm, type Armed } from './arm';
export { throttle } from './throttle';
