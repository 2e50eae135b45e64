import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDocumentProxy } from 'unpdf';
import { fontFolder } from '../../../functions/invoice/print/font-contract.ts';
import { writeFonts } from '../../../lib/invoice/printer.ts';

/** A piece of text and where it stands, in points from the lower left. */
export interface Piece {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
}

export interface ReadPage {
  readonly pieces: readonly Piece[];
  /** Texts of one baseline together, from top to bottom, without those of the foot. */
  readonly rows: readonly string[];
  readonly foot: readonly string[];
  readonly links: readonly string[];
}

export interface ReadPdf {
  readonly info: Readonly<Record<string, unknown>>;
  readonly pages: readonly ReadPage[];
}

/** As another program reads it. */
export const readPdf = async (bytes: Uint8Array): Promise<ReadPdf> => {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  const { info } = await document.getMetadata();
  const pages: ReadPage[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const pieces = items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [pieceOf(item)] : []));
    const links = (await page.getAnnotations()).flatMap(({ url }: { url?: string }) =>
      url === undefined ? [] : [url],
    );
    const [rows, foot] = [pieces.filter(isAboveFoot), pieces.filter((piece) => !isAboveFoot(piece))];
    pages.push({ pieces, rows: rowsOf(rows), foot: rowsOf(foot), links });
  }
  return { info: { ...info }, pages };
};

/** Points of the lower margin. */
const isAboveFoot = ({ baseline }: Piece): boolean => baseline > 56;

const pieceOf = ({ str, transform, width }: { str: string; transform: readonly number[]; width: number }): Piece => {
  const [left = 0, baseline = 0] = transform.slice(4);
  return { text: str, left, right: left + width, baseline };
};

const rowsOf = (pieces: readonly Piece[]): readonly string[] => {
  const rows = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const at = Math.round(piece.baseline);
    rows.set(at, [...(rows.get(at) ?? []), piece]);
  }
  return [...rows]
    .toSorted(([a], [b]) => b - a)
    .map(([, row]) =>
      row
        .toSorted((a, b) => a.left - b.left)
        .map(({ text }) => text.trim())
        .join(' | '),
    );
};

/** The fonts as they are deployed, in a folder that is gone with the process. */
export const fonts = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'meterline-fonts-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFonts(folder);
  return join(folder, fontFolder);
};
