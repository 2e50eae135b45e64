/** Primary key of an item in any of the tables: they all have a partition key `pk` and a sort key `sk`. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}
