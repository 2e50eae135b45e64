/** A fact for the later stages. `id` derives from what happened, so that a repeat can be told from news. */
export interface Announcement {
  /** `invoice.finalized`: the EventBridge detail type. */
  readonly type: string;
  readonly id: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
