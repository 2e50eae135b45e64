/** Bodies of requests that the tests build on. */
export const minutesMeter = {
  key: 'minutes',
  eventType: 'transcoding.completed',
  aggregation: 'sum',
  valueProperty: 'minutes',
};

export const tieredMinutes = {
  id: 'minutes',
  model: 'tiered',
  meter: 'minutes',
  tiers: [
    { upTo: '1000', unitAmount: '0.1' },
    { upTo: null, unitAmount: '0.07' },
  ],
};

export const transcodingPlan = {
  id: 'transcoding',
  name: 'Transcoding',
  interval: 'month',
  prices: { USD: { charges: [tieredMinutes], minimumAmount: '0' } },
};

export const acme = { id: 'cust_8821', name: 'Acme', email: 'billing@acme.example', currency: 'USD' };
