/** Asks each question once, also where several ask it at the same time; one that failed is not asked again.
 *  @param keyOf tells questions apart; without it they are their own keys */
export const onceByKey = <Question, Answer>(
  ask: (question: Question) => Promise<Answer>,
  keyOf: (question: Question) => unknown = (question) => question,
): ((question: Question) => Promise<Answer>) => {
  const asked = new Map<unknown, Promise<Answer>>();
  return (question) => {
    const key = keyOf(question);
    const known = asked.get(key);
    if (known !== undefined) return known;
    const answer = ask(question);
    asked.set(key, answer);
    return answer;
  };
};
