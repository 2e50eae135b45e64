import type { Equivalents } from '../equivalent.ts';

export const catalog: Equivalents = {
  'functions/catalog/change/change-subscription.ts': [
    { original: 'a.from < b.from', replacement: 'a.from <= b.from', because: 'No two pauses begin at the same time.' },
    { original: '1', replacement: '2', at: 'a.from < b.from', because: 'A sort looks at the sign only.' },
    {
      original: '1',
      replacement: '0',
      at: 'a.from < b.from',
      because: 'The sort of V8 asks only whether one comes before the other.',
    },
    {
      original: 'subscription.pauses.find(({ from, to }) => from <= at && (to === null || to > at))',
      replacement: 'subscription.pauses.findLast(({ from, to }) => from <= at && (to === null || to > at))',
      because: 'Pauses do not overlap, so that at most one is on.',
    },
    {
      original: 'cycles.find(({ firstIndex }) => firstIndex > running.firstIndex)',
      replacement: 'cycles.findLast(({ firstIndex }) => firstIndex > running.firstIndex)',
      because: 'A trial is followed by a single cycle as long as it lasts.',
    },
  ],
  'functions/catalog/subscription/billing-period.ts': [
    {
      original: 'cycles.find(({ firstIndex }) => firstIndex === index + 1)',
      replacement: 'cycles.findLast(({ firstIndex }) => firstIndex === index + 1)',
      because: 'The first indexes of cycles differ.',
    },
  ],
  'functions/catalog/subscription/cycle.ts': [
    {
      original: "{ overflow: 'constrain' }",
      replacement: '{}',
      because: 'It is the default, and is written out for the reader.',
    },
    {
      original: "{ disambiguation: 'compatible' }",
      replacement: '{}',
      because: 'It is the default, and is written out for the reader.',
    },
  ],
  'functions/catalog/subscription/subscription.ts': [
    { original: 'from > start', replacement: 'from >= start', because: 'A segment of no length is left out.' },
    {
      original: 'from < end',
      replacement: 'from <= end',
      at: 'const bounds',
      because: 'A segment of no length is left out.',
    },
    {
      original: 'from < end',
      replacement: 'true',
      at: 'const bounds',
      because: 'A segment that ends before it begins is left out.',
    },
  ],
};
