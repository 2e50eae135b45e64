import { entering } from '../../platform/table/item-size.ts';
import { putItem, readItem } from '../table/item-store.ts';
import { taxSettingsItem } from '../table/keys.ts';
import { noTaxSettings, type TaxSettings } from './tax-settings.ts';
import { taxSettingsFromWire, taxSettingsToWire, taxSettingsWire } from './tax-settings-wire.ts';

/** The read is strongly consistent. */
export const loadTaxSettings = async (): Promise<TaxSettings> => {
  const item = await readItem(taxSettingsItem);
  return item === undefined ? noTaxSettings : taxSettingsFromWire(taxSettingsWire.parse(item));
};

export const saveTaxSettings = async (settings: TaxSettings): Promise<void> => {
  await putItem(entering({ ...taxSettingsItem, ...taxSettingsToWire(settings) }));
};
