import type { Equivalents } from '../equivalent.ts';

export const rate: Equivalents = {
  'functions/rate/commitment.ts': [
    {
      original: 'amount.lessThan(minimum)',
      replacement: 'amount.lessThanOrEqualTo(minimum)',
      because: 'Of equals, the difference is the zero that is taken otherwise.',
    },
  ],
  'functions/rate/included.ts': [
    {
      original: 'units.lessThan(included)',
      replacement: 'units.lessThanOrEqualTo(included)',
      because: 'Of equals, all is free, and the difference is zero, either way.',
    },
  ],
  'functions/rate/quote.ts': [
    {
      original: 'charges.find((candidate) => candidate.id === id)',
      replacement: 'charges.findLast(candidate => candidate.id === id)',
      because: 'The ids of the charges of a price differ.',
    },
  ],
  'functions/rate/tiered.ts': [
    {
      original: 'a.lessThan(b)',
      replacement: 'a.lessThanOrEqualTo(b)',
      because: 'Of equals, it does not matter which is taken.',
    },
  ],
};
