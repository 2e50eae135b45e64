/** Whether tables, logs and pages can take the text: it has no half of a surrogate pair, which is no character and which DynamoDB
 *  refuses, and no control character but tab and the ends of lines. */
export const isSoundText = (text: string): boolean => text.isWellFormed() && !/(?![\t\n\r])\p{Cc}/u.test(text);
