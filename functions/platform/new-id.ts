import { monotonicFactory } from 'ulid';

const next = monotonicFactory();

/** A new id that sorts by the time of its making: `sub_01K…`. */
export const newId = (prefix: string): string => `${prefix}_${next()}`;
