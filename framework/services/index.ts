import type { Service } from '../cloud/service';

/** Every emulated service; sorted by name. */
export const services: readonly Service[] = [];
