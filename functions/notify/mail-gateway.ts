import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { environment } from '../platform/environment.ts';
import { senderVariable } from './contract.ts';
import type { Letter } from './letter.ts';
import { html, plainText } from './mail-body.ts';

const client = new SESClient({ maxAttempts: 5 });

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** Sends a letter as a mail with a plain and an HTML part.
 *  @returns the id that SES gives to the message */
export const sendMail = async (to: string, letter: Letter): Promise<string | undefined> => {
  const { MessageId } = await client.send(
    new SendEmailCommand({
      Source: environment(senderVariable),
      Destination: { ToAddresses: [to] },
      Message: {
        Subject: utf8(letter.subject),
        Body: { Text: utf8(plainText(letter)), Html: utf8(html(letter)) },
      },
    }),
  );
  return MessageId;
};
