import type { Flat, Label, UsagePrice } from './price.ts';

export type UsageCharge = Label & UsagePrice & { readonly meter: string };
export type Charge = (Label & Flat) | UsageCharge;
