/** The fonts of the PDF: what Noto Sans has no glyphs for is set in Noto Sans JP. Both are under the SIL Open Font License,
 *  whose text goes with them. */
export const fontPackages = [
  {
    family: 'latin',
    package: '@expo-google-fonts/noto-sans',
    normal: '400Regular/NotoSans_400Regular.ttf',
    bold: '600SemiBold/NotoSans_600SemiBold.ttf',
    licence: 'LICENSE_FONT',
  },
  {
    family: 'japanese',
    package: '@expo-google-fonts/noto-sans-jp',
    normal: '400Regular/NotoSansJP_400Regular.ttf',
    bold: '600SemiBold/NotoSansJP_600SemiBold.ttf',
    licence: 'LICENSE_FONT',
  },
] as const;

export type FontFamily = (typeof fontPackages)[number]['family'];

/** Below the function's code. */
export const fontFolder = 'fonts';

/** `latin-bold.ttf`, in the folder of fonts. */
export const fontFile = (family: FontFamily, weight: 'normal' | 'bold'): string => `${family}-${weight}.ttf`;
