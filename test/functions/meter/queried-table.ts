import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** How DynamoDB answers the queries of usage and evidence: in the order of the sort key, a page at a time. */
export const answering =
  (items: readonly Item[], pageSize: number) =>
  ({ ExpressionAttributeValues: values = {}, ExclusiveStartKey }: QueryCommandInput) => {
    const [pk, first, last] = Object.values(values).map((value) => value.S ?? '');
    const after = ExclusiveStartKey?.sk?.S ?? '';
    const found = items
      .filter(
        ({ pk: own, sk }) => own?.S === pk && (sk?.S ?? '') >= (first ?? '') && (sk?.S ?? '') <= (last ?? '\uffff'),
      )
      .filter(({ sk }) => (sk?.S ?? '') > after)
      .toSorted((a, b) => ((a.sk?.S ?? '') < (b.sk?.S ?? '') ? -1 : 1));
    const Items = found.slice(0, pageSize);
    const end = Items.at(-1);
    return found.length > pageSize && end !== undefined
      ? { Items, LastEvaluatedKey: { pk: end.pk, sk: end.sk } }
      : { Items };
  };
