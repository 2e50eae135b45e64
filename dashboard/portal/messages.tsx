import type { ComponentChildren } from 'preact';

const Message = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <main class="message">
    <section class="card" role="alert">
      <h1>{title}</h1>
      {children}
    </section>
  </main>
);

export const NoLink = () => (
  <Message title="This page opens with a link">
    <p>Use the whole link that you were given: it ends with a long code that is missing here.</p>
  </Message>
);

export const ClosedLink = () => (
  <Message title="This link has expired">
    <p>Links to this page work for a short time only. Go back to where you got it and open a new one.</p>
  </Message>
);

export const Failed = ({ retry }: { readonly retry: () => void }) => (
  <Message title="Your usage cannot be shown right now">
    <p>Nothing is lost: it is still being counted. This page tries again by itself.</p>
    <button type="button" onClick={retry}>
      Try now
    </button>
  </Message>
);

export const Loading = () => (
  <main aria-busy="true">
    <p class="visually-hidden" role="status">
      Loading your usage
    </p>
    <div class="skeleton wide" />
    <div class="cards">
      <div class="skeleton" />
      <div class="skeleton" />
    </div>
  </main>
);
