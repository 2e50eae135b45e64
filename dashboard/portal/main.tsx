import { render } from 'preact';
import { App } from './app.tsx';
import { apiBase, readSession } from './session.ts';

const root = document.getElementById('portal');

/** A new fragment is a new link. */
const show = () => {
  if (root === null) return;
  const session = readSession(location.hash);
  render(<App key={session?.token ?? ''} session={session} base={apiBase(location.pathname)} />, root);
};

addEventListener('hashchange', show);
show();
