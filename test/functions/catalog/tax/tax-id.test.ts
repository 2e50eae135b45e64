import { describe, expect, it } from 'vitest';
import { taxIdSchema } from '../../../../functions/catalog/tax/tax-id-wire.ts';

const read = (country: string, value: string) => taxIdSchema.safeParse({ country, value });

describe('a tax id is checked for its form, and kept in that of an invoice', () => {
  it.each([
    ['AT', 'ATU13585627'],
    ['BE', 'BE0428759497'],
    ['BG', 'BG175074752'],
    ['CY', 'CY10259033P'],
    ['CZ', 'CZ25123891'],
    ['DE', 'DE136695976'],
    ['DK', 'DK13585628'],
    ['EE', 'EE100931558'],
    ['ES', 'ESB58378431'],
    ['FI', 'FI20774740'],
    ['FR', 'FR40303265045'],
    ['GR', 'EL094259216'],
    ['HR', 'HR33392005961'],
    ['HU', 'HU12892312'],
    ['IE', 'IE6433435F'],
    ['IT', 'IT00743110157'],
    ['LT', 'LT119511515'],
    ['LU', 'LU15027442'],
    ['LV', 'LV40003521600'],
    ['MT', 'MT11679112'],
    ['NL', 'NL004495445B01'],
    ['PL', 'PL8567346215'],
    ['PT', 'PT501964843'],
    ['RO', 'RO18547290'],
    ['SE', 'SE556188840401'],
    ['SI', 'SI50223054'],
    ['SK', 'SK2022749619'],
  ])('a VAT id of %s: %s, with or without its prefix, spaced and in small letters', (country, value) => {
    for (const written of [value, value.slice(2), value.toLowerCase(), `${value.slice(0, 4)} ${value.slice(4)}`]) {
      expect(read(country, written).data).toEqual({ country, value });
    }
  });

  it.each([
    ['GB', 'GB 980 7806 84', 'GB980780684'],
    ['CH', 'CHE-107.787.577 MWST', 'CHE107787577MWST'],
    ['NO', 'NO 995 525 828 MVA', '995525828MVA'],
    ['AU', '83 914 571 673', '83914571673'],
    ['IN', '27AAPFU0939F1ZV', '27AAPFU0939F1ZV'],
    ['JP', 'T8040001999013', 'T8040001999013'],
    ['US', '12-3456789', '12-3456789'],
  ])('of %s: %s is kept as %s', (country, written, value) => {
    expect(read(country, written).data).toEqual({ country, value });
  });

  it.each([
    ['DE', 'DE136695977', 'invalid_vat_id', 'has a wrong check digit'],
    ['ES', 'ESB58378432', 'invalid_vat_id', 'has a wrong check digit'],
    ['FR', 'FR41303265045', 'invalid_vat_id', 'has a wrong check digit'],
    ['DE', 'DE13669597', 'invalid_vat_id', 'has not the form'],
    ['DE', 'FR40303265045', 'invalid_vat_id', 'has not the form'],
    ['FR', 'ATU13585627', 'invalid_vat_id', 'has not the form'],
    ['GB', '980780685', 'invalid_tax_id', 'has a wrong check digit'],
    ['AU', '83914571674', 'invalid_tax_id', 'has a wrong check digit'],
    ['AU', '8391457167', 'invalid_tax_id', 'has not the form'],
  ])('%s %s is refused: %s, it %s', (country, value, code, why) => {
    const [issue] = read(country, value).error?.issues ?? [];
    expect(issue).toMatchObject({ path: ['value'], params: { code } });
    expect(issue?.message).toContain(`"${value}" ${why}`);
  });
});
