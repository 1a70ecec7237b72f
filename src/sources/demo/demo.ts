import { KEPT_DAYS, type Source } from '../source';

/** Invented nights, with a few planted regressions. */
export const DEMO: Source<never> = {
  label: 'Demo',
  texts: ['Invented nights, to look around', 'Invented nights, to look around'],
  notice: [
    { title: 'Demo', text: 'The nights are invented, with a few planted regressions. Every panel says so.' },
    { title: 'Demo', text: 'The nights are invented, with a few planted regressions. Every panel says so.' },
  ],
  settings: [],
  open: async (_, { now, pause }) => {
    const { DEMO_NOTICE, DEMO_REPOSITORY_URL, demoSource } = await import('./demoSource');
    const { demoCommits } = await import('./demoCommits');
    return {
      source: demoSource({ end: now, pause }),
      repositoryUrl: DEMO_REPOSITORY_URL,
      commits: demoCommits(now),
      days: KEPT_DAYS,
      notices: [{ severity: 'info', text: DEMO_NOTICE }],
    };
  },
};
