/** What may follow the id in the path of a request, to ask for a page or a PDF. */
export type Ending = 'html' | 'pdf';

export interface Asked {
  readonly id: string;
  /** Undefined where the JSON is asked for. */
  readonly ending: Ending | undefined;
}

/** What the last part of a path asks for: `inv_1.pdf` is the invoice `inv_1` as PDF. */
export const askedFor = (text: string): Asked => {
  const ending = endings.find((candidate) => text.endsWith(`.${candidate}`));
  return { id: ending === undefined ? text : text.slice(0, -ending.length - 1), ending };
};

const endings: readonly Ending[] = ['html', 'pdf'];
