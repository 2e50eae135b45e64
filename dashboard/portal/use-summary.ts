import { useEffect, useState } from 'preact/hooks';
import type { SummaryWire } from '../../functions/portal/summary-wire.ts';
import { type Api, ApiRefusal } from './api.ts';
import type { Session } from './session.ts';

export type View =
  | { readonly phase: 'loading' }
  | { readonly phase: 'closed' }
  | { readonly phase: 'failed' }
  /** `stale`: the last refresh failed, and what is shown is from `at`. */
  | { readonly phase: 'shown'; readonly summary: SummaryWire; readonly at: number; readonly stale: boolean };

const refreshAfter = 5_000;
const longestPause = 60_000;

/** Loads the summary and keeps it fresh: every five seconds while somebody looks at the page, with growing pauses after
 *  failures, and no more once the link is refused. */
export const useSummary = (api: Api, session: Session): { readonly view: View; readonly retry: () => void } => {
  const [view, setView] = useState<View>({ phase: 'loading' });
  const [attempt, setAttempt] = useState(0);

  // A new `attempt` starts the loop anew.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let due = false;
    let stopped = false;
    let failures = 0;

    const refresh = async () => {
      due = false;
      const next = await load(api, session);
      if (stopped) return;
      setView((before) => afterLoad(before, next));
      if (next.phase === 'closed') return;
      failures = next.phase === 'failed' ? failures + 1 : 0;
      timer = setTimeout(onDue, Math.min(refreshAfter * 2 ** failures, longestPause));
    };
    const onDue = () => {
      due = true;
      onVisibility();
    };
    const onVisibility = () => {
      if (due && !document.hidden) void refresh();
    };

    document.addEventListener('visibilitychange', onVisibility);
    void refresh();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [api, session, attempt]);

  const retry = () => {
    setView({ phase: 'loading' });
    setAttempt((count) => count + 1);
  };
  return { view, retry };
};

const load = async (api: Api, session: Session): Promise<View> => {
  if (Date.now() >= session.expiresAt) return { phase: 'closed' };
  try {
    return { phase: 'shown', summary: await api.summary(), at: Date.now(), stale: false };
  } catch (error) {
    return error instanceof ApiRefusal && error.closed ? { phase: 'closed' } : { phase: 'failed' };
  }
};

const afterLoad = (before: View, next: View): View =>
  next.phase === 'failed' && before.phase === 'shown' ? { ...before, stale: true } : next;
