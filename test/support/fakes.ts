interface Fake {
  restore(): void;
}

const fakes = new Set<Fake>();

/** Keeps a fake until its test file ends. */
export const keepFake = (fake: Fake): void => {
  fakes.add(fake);
};

/** Takes the fakes of a test file away, so that the next file has real clients: one on a class would stay. */
export const endFakes = (): void => {
  for (const fake of fakes) fake.restore();
  fakes.clear();
};
