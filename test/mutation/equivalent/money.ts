import type { Equivalents } from '../equivalent.ts';

export const money: Equivalents = {
  'functions/money/decimal.ts': [
    {
      original: 'unsigned(value)',
      replacement: 'value',
      because: 'decimal.js prints a zero without its sign in plain notation. We do not rely on that.',
    },
  ],
};
