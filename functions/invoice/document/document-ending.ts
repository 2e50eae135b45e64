/** As what a document is asked for, after its id. */
export type Ending = 'html' | 'pdf';

export interface Asked {
  readonly id: string;
  /** Undefined for the JSON. */
  readonly ending: Ending | undefined;
}

/** `inv_1.pdf` is `inv_1` as PDF. */
export const askedFor = (text: string): Asked => {
  const ending = endings.find((candidate) => text.endsWith(`.${candidate}`));
  return { id: ending === undefined ? text : text.slice(0, -ending.length - 1), ending };
};

const endings: readonly Ending[] = ['html', 'pdf'];
