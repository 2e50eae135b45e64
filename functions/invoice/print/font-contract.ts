/** The fonts of the PDF. What Noto Sans has no glyphs for is set in Noto Sans JP. Both are under the SIL Open Font License, which
 *  asks for its text to go with them. */
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

/** The folder of the fonts, beside the function's code. */
export const fontFolder = 'fonts';

/** The name of a font's file in that folder: `latin-bold.ttf`. */
export const fontFile = (family: FontFamily, weight: 'normal' | 'bold'): string => `${family}-${weight}.ttf`;
