import type { Service } from '../cloud/service';
import { sqs } from './sqs';

/** Every emulated service; sorted by name. */
export const services: readonly Service[] = [sqs];
