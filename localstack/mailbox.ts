import { z } from 'zod';

export interface Mail {
  readonly to: string;
  readonly subject: string;
}

const sent = z.object({
  messages: z.record(
    z.string(),
    z.array(z.object({ To: z.array(z.string()).default([]), Subject: z.string().default('') })),
  ),
});

/** What MiniStack's SES was given to send, oldest first; undefined on an emulator that does not tell. */
export const sentMails = async (endpoint: string): Promise<readonly Mail[] | undefined> => {
  const answer = await fetch(`${endpoint}/_ministack/ses/messages`);
  if (!answer.ok) return undefined;
  const { messages } = sent.parse(await answer.json());
  return Object.values(messages)
    .flat()
    .flatMap(({ To, Subject }) => To.map((to) => ({ to, subject: Subject })));
};
