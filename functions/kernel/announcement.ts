/** A fact that a stage tells the later ones over the bus. Its `id` derives from what happened, so that a listener can
 *  tell a repeat from news. */
export interface Announcement {
  /** The EventBridge detail type, such as `invoice.finalized`. */
  readonly type: string;
  readonly id: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
