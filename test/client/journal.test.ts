import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doneLine, eventLine, readJournal } from '../../client/journal.ts';

const event = fc.jsonValue().map((data) => JSON.stringify({ id: 'e', data }));

describe('the journal of a spool', () => {
  it('gives back exactly the events that are not done, in their order and to the byte', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.boolean())), (entries) => {
        const lines = entries.map(([text], index) => eventLine(index + 1, text));
        const done = entries.flatMap(([, isDone], index) => (isDone ? [index + 1] : []));
        const { events, unreadable } = readJournal([...lines, doneLine(done)].join(''));
        expect(events).toEqual(entries.filter(([, isDone]) => !isDone).map(([text]) => text));
        expect(unreadable).toBe(0);
      }),
    );
  });

  it('cut anywhere, as by the end of the process, it gives back every event whose line is whole', () => {
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (events, at) => {
          const text = events.map((line, index) => eventLine(index + 1, line)).join('');
          const cut = text.slice(0, Math.floor(text.length * at));
          const found = readJournal(cut).events;
          const whole = cut.split('\n').length - 1;
          expect(found).toEqual(events.slice(0, found.length));
          // A line of which only the line break is missing is whole, too.
          expect([whole, whole + 1]).toContain(found.length);
        },
      ),
    );
  });

  it('a broken line in the middle costs just that line, and is counted', () => {
    const text = `${eventLine(1, '{"id":"a"}')}{"n":2,"ev\n${eventLine(3, '{"id":"c"}')}[]\nnull\n`;
    expect(readJournal(text)).toEqual({ events: ['{"id":"a"}', '{"id":"c"}'], unreadable: 3 });
  });
});
