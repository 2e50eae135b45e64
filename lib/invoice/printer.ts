import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { printVariable, sellerVariable } from '../../functions/invoice/contract.ts';
import { fontFile, fontFolder, fontPackages } from '../../functions/invoice/print/font-contract.ts';
import type { MeterlineConfig } from '../config.ts';
import { sellerIn } from '../seller.ts';
import { onExceptionsOnly } from '../stage/alarms.ts';
import { StageFunction } from '../stage/stage-function.ts';

/** The function that makes a PDF of the document that it is called with; it has no right to read anything. It is apart because
 *  its library and fonts are ten times as large as the rest of a bundle, and would slow down the start of other calls.
 *
 *  It has one full core, since a line takes two milliseconds of one: 3,000 lines take 6 seconds, and 8,000, which is about what fits
 *  into an answer, take 16. Whoever asked waits for 29, in which the invoice is read, too. More memory would bring no more speed,
 *  since one core does all the work; 10,000 lines take 0.9 GB. */
export const invoicePrinter = (scope: Construct): StageFunction => {
  return new StageFunction(scope, 'Print', {
    handler: 'invoice/print/print',
    alarm: onExceptionsOnly('PDF errors'),
    addFiles: writeFonts,
    timeout: Duration.seconds(25),
    memorySize: 1769,
  });
};

/** Lets `handler` show documents with the seller's name and address, and have PDFs made of them. */
export const letPrint = (handler: StageFunction, printer: StageFunction, config: MeterlineConfig): void => {
  handler.addEnvironment(sellerVariable, sellerIn(config));
  handler.addEnvironment(printVariable, printer.functionName);
  printer.grantInvoke(handler);
};

const { resolve } = createRequire(import.meta.url);

/** Copies the fonts, and the licences that have to go with them, into the folder of the function's bundle. */
export const writeFonts = (folder: string): void => {
  const fonts = join(folder, fontFolder);
  mkdirSync(fonts, { recursive: true });
  for (const { family, package: name, normal, bold, licence } of fontPackages) {
    const source = dirname(resolve(`${name}/package.json`));
    copyFileSync(join(source, normal), join(fonts, fontFile(family, 'normal')));
    copyFileSync(join(source, bold), join(fonts, fontFile(family, 'bold')));
    copyFileSync(join(source, licence), join(fonts, `${family}-licence.txt`));
  }
};
